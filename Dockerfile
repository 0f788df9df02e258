# The executable carries Bun's runtime, which needs glibc 2.17 or later; so both stages are Debian, not Alpine (musl).
FROM oven/bun:1.4.5 AS build
WORKDIR /build
# Packages first, so that a change of the source alone does not install them again.
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY tsconfig.json ./
COPY src ./src
COPY admin ./admin
COPY docs ./docs
RUN bun run build && dist/baobox --version

FROM debian:trixie-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin baobox \
  && install --directory --owner baobox --group baobox /app /app/pb_data
COPY --from=build /build/dist/baobox /usr/local/bin/baobox
COPY LICENSE /usr/share/doc/baobox/LICENSE
# The default directories, pb_data and pb_public, are looked up here by every command.
WORKDIR /app
USER baobox
VOLUME /app/pb_data
EXPOSE 8090
# The image has no HTTP client; bash speaks enough of it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8090 && printf 'GET /api/health HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["baobox"]
CMD ["serve", "--http", "0.0.0.0:8090"]
