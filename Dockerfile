# The portal: one image for web, worker and beat. Built by docker-compose.yml.
FROM python:3.11-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
# Texts and static files are part of the image; neither needs the settings of production.
RUN VAR_DIR=/build /venv/bin/python manage.py messages --compile \
 && VAR_DIR=/build /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/venv/bin:$PATH VAR_DIR=/data BIND=0.0.0.0:8000
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal /data /data/bulk
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=portal:portal /build/static /data/static
USER portal
EXPOSE 8000
VOLUME ["/data/bulk"]
CMD ["python", "-m", "gunicorn", "-c", "deploy/gunicorn.py", "costjalisco.wsgi"]
