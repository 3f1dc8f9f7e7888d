"""What a browser would send back of the forms of a page: all fields as they were shown, with what a person changes."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Reader(HTMLParser):
    """Collects the forms of a page: where each is sent, and the values of its fields as they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.posted: list[bool] = []
        self.filled: list[bool] = []
        self.open: dict[str, list[str]] | None = None
        self.text: tuple[str, list[str]] | None = None
        self.choice: dict[str, Any] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a field shows."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = {}
            self.forms.append((facts.get("action", ""), self.open))
            self.posted.append(facts.get("method", "").lower() == "post")
            self.filled.append(False)
        if self.open is None:
            return
        if tag == "input" and "name" in facts:
            self._input(facts)
        elif tag == "textarea":
            self.text = (facts.get("name", ""), [])
        elif tag == "select":
            self.choice = {"name": facts.get("name", ""), "many": "multiple" in facts, "first": None, "chosen": []}
        elif tag == "option" and self.choice is not None:
            value = facts.get("value", "")
            self.choice["first"] = value if self.choice["first"] is None else self.choice["first"]
            if "selected" in facts:
                self.choice["chosen"].append(value)
                self.filled[-1] |= bool(value)

    def handle_data(self, data: str) -> None:
        """Take the words of a text area."""
        if self.text is not None:
            self.text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close a form, a text area or a list of choices."""
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.text is not None and self.open is not None:
            self.open.setdefault(self.text[0], []).append("".join(self.text[1]).removeprefix("\r").removeprefix("\n"))
            self.filled[-1] |= bool("".join(self.text[1]).strip())
            self.text = None
        elif tag == "select" and self.choice is not None and self.open is not None:
            chosen = self.choice["chosen"]
            if not chosen and not self.choice["many"] and self.choice["first"] is not None:
                chosen = [self.choice["first"]]
            self.open.setdefault(self.choice["name"], []).extend(chosen)
            self.choice = None

    def _input(self, facts: dict[str, str]) -> None:
        assert self.open is not None
        kind = facts.get("type", "text")
        if kind in {"submit", "button", "file", "image", "reset"}:
            return
        self.open.setdefault(facts["name"], [])
        if kind not in {"checkbox", "radio"} or "checked" in facts:
            self.open[facts["name"]].append(facts.get("value", "on" if kind == "checkbox" else ""))
            self.filled[-1] |= kind != "hidden" and bool(facts.get("value", "checked" in facts))


def forms_of(page: str, *, changing: bool = False) -> list[tuple[str, dict[str, list[str]]]]:
    """Give the forms of a page, each as (address, values by field); only those that are posted and show something."""
    reader = Reader()
    reader.feed(page)
    told = zip(reader.forms, reader.posted, reader.filled, strict=True)
    return [form for form, posted, shows in told if not changing or (posted and shows)]


def with_fields(page: str, *names: str) -> dict[str, Any]:
    """Give what the one form with these fields would send untouched; AssertionError when there is none."""
    for _action, values in forms_of(page):
        if set(names) <= set(values):
            return {
                name: found[0] if len(found) == 1 else found
                for name, found in values.items()
                if found and name != "csrfmiddlewaretoken"
            }
    raise AssertionError(f"the page has no form with {', '.join(names)}")


def filled(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Open a page and fill in its form: what a browser sends when a person changes these fields; None empties one."""
    page = client.get(address).content.decode()
    names = [name.replace("__", "-") for name in changes]
    sent = with_fields(page, *(name for name in names if name != "action"))
    for name, value in zip(names, changes.values(), strict=True):
        if value is None:
            sent.pop(name, None)
        else:
            sent[name] = value
    return sent


def save(client: Client, address: str, to: str = "", **changes: Any) -> Any:
    """Open a page, change some fields of its form, and send it to the page itself or to another address."""
    return client.post(to or address, filled(client, address, **changes))


def seen(form: Any) -> dict[str, str]:
    """Give the mark of what stands that a form, opened now, would carry (desk.editing)."""
    return {form.add_prefix("seen"): form.seal()}
