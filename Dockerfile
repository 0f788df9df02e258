# Builds for amd64 and arm64 on either of them, without emulation:
#
#     docker buildx build --platform linux/amd64,linux/arm64 --tag baobox .
#
# What the image holds of others has its hash here: Debian's image (an index of all architectures, of August 2026), Bun's package, and the
# packages of bun.lock. On amd64 it is the Bun that needs no AVX2. To update Debian: docker buildx imagetools inspect debian:trixie-slim
FROM --platform=$BUILDPLATFORM debian:trixie-slim@sha256:d7e12182ce18b85b93007c1dedf31f2d29e01ccf3182cc4017c709b6259bc132 AS build
ARG BUILDARCH
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates npm
RUN case "$BUILDARCH" in \
    amd64) name=linux-x64-baseline sha256=c18ff4130882eaa8209f0b3e66a202abd1e07a137f38a254d0b7431bc6a03827 ;; \
    arm64) name=linux-aarch64 sha256=c3cd56594c9d5d025df87f77c68ad4699a49b52551f0f3232be6f727533fe08c ;; \
    esac \
  && file=$(npm pack --silent "@oven/bun-$name@1.4.5") \
  && echo "$sha256  $file" | sha256sum --check \
  && tar -xzf "$file" -C /usr/local/bin --strip-components=2 package/bin/bun \
  && rm "$file"
WORKDIR /build
# Packages first, so that a change of the source alone does not install them again.
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY tsconfig.json ./
COPY src ./src
COPY admin ./admin
COPY docs ./docs
ARG TARGETARCH
RUN bun run build --target "linux-$(echo "$TARGETARCH" | sed s/amd64/x64-baseline/)"
# Nothing runs in the last stage, so it needs no emulation: its user and folders are made here.
RUN mkdir -p /image/app/pb_data /image/etc \
  && sed '$a baobox:x:10001:10001::/app:/usr/sbin/nologin' /etc/passwd >/image/etc/passwd \
  && sed '$a baobox:x:10001:' /etc/group >/image/etc/group

FROM debian:trixie-slim@sha256:d7e12182ce18b85b93007c1dedf31f2d29e01ccf3182cc4017c709b6259bc132
COPY --from=build /image/etc /etc
COPY --from=build --chown=10001:10001 /image/app /app
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
