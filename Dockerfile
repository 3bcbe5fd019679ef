# syntax=docker/dockerfile:1

# The Node that package.json pins for every npm script. A test holds the two together.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# The page: built with the development dependencies, of which nothing but web/dist goes on.
FROM ${NODE_IMAGE} AS page
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY web ./web
RUN npm run build:page

# What the service imports. Optional dependencies stay out: they carry the embedded PostgreSQL and a
# Node of its own, and the image has neither need; it runs against the PostgreSQL of DATABASE_URL.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# Owned by root: the service cannot change its own code.
COPY --from=dependencies /build/node_modules ./node_modules
COPY package.json LICENSE app.yml ./
COPY migrations ./migrations
COPY src ./src
COPY --from=page /build/web/dist ./web/dist
RUN chmod 755 src/main.ts \
 && ln -s /app/src/main.ts /usr/local/bin/lockstep \
 && install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 3000
# Drains: no new requests, running jobs finish, then connections close. That takes up to 20 s, so give
# it 30: `docker stop --time 30`, or stop_grace_period in compose.yaml.
STOPSIGNAL SIGTERM
# For the web role. A container of workers alone listens on nothing: switch the check off there.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["lockstep"]
CMD ["start"]
