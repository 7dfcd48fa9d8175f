# syntax=docker/dockerfile:1
# The bundle and a Node to run it: no package manager is used in the final image, and no node_modules lies in it.

FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# What the bundler and the bundle need; what tests and checks need stays out.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY drizzle ./drizzle
COPY scripts ./scripts
COPY snapshot ./snapshot
COPY src ./src
RUN node scripts/build.mjs --node

# Who makes backups (`--target backup`): the same program, and Postgres' own beside it, which the app's image does without.
FROM node:24-alpine AS backup
RUN apk add --no-cache postgresql17-client && install -d -o node -g node -m 700 /backups
ENV NODE_ENV=production MODE=production
WORKDIR /app
COPY --from=build /build/dist ./dist
USER node
ENTRYPOINT ["node"]
CMD ["dist/holdfast.js", "backup", "--schedule"]

FROM node:24-alpine
ENV NODE_ENV=production MODE=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
# Owned by root and read by everybody: the process can change nothing of itself.
COPY --from=build /build/dist ./dist
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: SIGTERM reaches the process, which finishes what is in flight.
ENTRYPOINT ["node"]
# A young generation of a small server: a third less memory, for a few per cent of time (docs/decisions/0024-what-a-server-weighs.md).
CMD ["--max-semi-space-size=8", "dist/node.js"]
