"""Answers for machines: JSON with an ETag, asked again cheaply, kept by nobody but the person's own browser."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control


def json_text(value: Any) -> str:
    """Write a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answer(request: HttpRequest, body: str) -> HttpResponseBase:
    """Answer with JSON, or with 304 when the asker already has it; the ETag is the body's own digest."""
    data = body.encode()
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response = HttpResponse(data, content_type="application/geo+json; charset=utf-8")
    response["ETag"] = etag
    found: HttpResponseBase = get_conditional_response(request, etag=etag, response=response) or response
    patch_cache_control(found, private=True, no_cache=True)
    return found


def refusal(reason: str, status: int = 400) -> JsonResponse:
    """Answer that the question cannot be answered, and why."""
    response = JsonResponse({"error": reason}, status=status, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, no_store=True)
    return response
