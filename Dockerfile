# Rekey's processes in one image: API, worker, codec server and the `rekey` command. Which one runs is the command's
# business; docker-compose.yml has them all. Debian, not Alpine: Temporal's native code is built against glibc.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its install script here: native code comes as packages for each platform.
RUN npm ci --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    REKEY_KEYS_DIR=/var/lib/rekey/keys \
    REKEY_AUDIT_CHECKPOINTS=/var/lib/rekey/audit/checkpoints.log
WORKDIR /app
# New named volumes take over owner and mode of the folders that they are mounted on.
RUN install -d -o node -g node -m 0700 /var/lib/rekey /var/lib/rekey/keys /var/lib/rekey/audit
COPY --from=dependencies /app/node_modules ./node_modules
# Its .dockerignore leaves out all that none of these processes needs.
COPY . .
USER node
# API, and its internal port; the worker's internal port; the codec server.
EXPOSE 8080 9464 9465 8234
CMD ["node", "--max-semi-space-size=64", "--import", "tsx", "api/main.ts"]
