# SPDX-License-Identifier: MIT
#
#     docker build -t roomcast .
#     docker run -p 8080:8080 -v roomcast:/data roomcast
#
# Rules are edited while it runs:
#     docker exec CONTAINER sqlite3 /data/rules.db "UPDATE role SET ..."

FROM debian:trixie-slim AS build
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends \
        gcc libc6-dev meson ninja-build pkgconf clang lld check \
        libwebsockets-dev libmsgpack-c-dev libsqlite3-dev sqlite3 >/dev/null
COPY . /src
RUN meson setup /build /src --prefix=/usr --buildtype=release -Dstrip=true \
    && meson test -C /build --suite unit \
    && meson install -C /build --destdir /out --quiet

FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends \
        libwebsockets19t64 libmsgpack-c2 libsqlite3-0 sqlite3 >/dev/null \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 999 --home-dir /data --shell /usr/sbin/nologin \
        roomcast \
    && install -d -o roomcast -g roomcast /data
COPY --from=build /out /
ENV ROOMCAST_LISTEN=0.0.0.0:8080 ROOMCAST_DATA=/data
USER roomcast
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${ROOMCAST_LISTEN##*:} && printf 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && grep -q '^HTTP/1.. 200' <&3"]
ENTRYPOINT ["roomcast"]
CMD ["serve"]
