# One image for web, worker and beat; the command decides which.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements/server.txt .
# Without the embedded database and the mail catcher of the demo, and without pip: nothing is installed later.
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r server.txt \
    && rm -rf /venv/lib/python*/site-packages/pip /venv/lib/python*/site-packages/pip-* /venv/bin/pip*

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /srv/desk desk
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DESK_VAR=/srv/desk/var \
    DJANGO_SETTINGS_MODULE=desk.settings
WORKDIR /srv/desk/app
COPY --from=build /venv /venv
COPY manage.py ./
COPY desk desk
COPY tps tps
COPY risks risks
COPY templates templates
COPY static static
# Static files and catalogues belong to the image; no database is asked.
RUN mkdir -p /srv/desk/var/media /srv/desk/var/beat \
    && DATABASE_URL=postgresql://desk@localhost/desk SECRET_KEY=only-for-this-build \
       sh -c 'python -m desk.catalogues && python manage.py collectstatic --no-input --verbosity 0' \
    && chown -R desk:desk /srv/desk/var
USER desk
VOLUME /srv/desk/var/media
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': 'localhost'}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", \
     "--blocking-threads", "8", "--respawn-failed-workers", "desk.wsgi:application"]
