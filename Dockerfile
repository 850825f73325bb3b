# SPDX-License-Identifier: EUPL-1.2
# One image for web, worker, beat and migrate. Node and the build tools stay behind in earlier stages.

FROM node:24-slim AS front-end
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.13-slim AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gettext \
 && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=front-end /src/node_modules node_modules
# The values below only let the settings load while building; the running containers bring their own.
RUN python -m gm_portal.local.frontend \
 && for po in locale/*/LC_MESSAGES/*.po; do msgfmt --check --output-file="${po%.po}.mo" "$po"; done \
 && GM_LOCAL=1 SECRET_KEY=build DATABASE_URL=postgresql://build REDIS_URL=redis://build STATIC_ROOT=/app/staticfiles \
    python manage.py collectstatic --no-input --verbosity 0 \
 && rm -rf node_modules gm_portal/local tests docs

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent portal
COPY --from=build /venv /venv
COPY --from=build /app /app
RUN python -m compileall -q /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=1 \
    DATA_DIR=/data STATIC_ROOT=/app/staticfiles PORT=8000
WORKDIR /app
RUN install --directory --owner=portal /data /data/evidence
USER portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s CMD ["python", "deploy/health.py", "web"]
CMD ["gunicorn", "gm_portal.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
