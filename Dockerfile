# syntax=docker/dockerfile:1
# Three stages: the pages' assets (Node), the program (Go), and an image that holds the program and nothing to run
# but it. Build: docker build --build-arg VERSION=$(git describe --tags --always) -t traguardi .

FROM node:22-bookworm-slim AS assets
WORKDIR /src/ui
COPY ui/package.json ui/package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY ui/ ./
RUN npm run build

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd/ cmd/
COPY internal/ internal/
COPY sql/ sql/
COPY ui/ ui/
COPY --from=assets /src/ui/dist/ ui/dist/
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X github.com/traguardi/traguardi/internal/app.version=${VERSION}" -o /out/traguardi ./cmd/traguardi \
 && mkdir /out/data

# Certificates for TLS to the database and a user that is not root; no shell. Time zones are inside the program.
FROM gcr.io/distroless/static-debian12:nonroot
LABEL org.opencontainers.image.title="Traguardi" \
      org.opencontainers.image.description="A public body's digital plan, its progress and its public page" \
      org.opencontainers.image.licenses="EUPL-1.2" \
      org.opencontainers.image.source="https://github.com/traguardi/traguardi"
COPY --from=build /out/traguardi /usr/bin/traguardi
COPY --from=build --chown=65532:65532 /out/data /data
COPY LICENSE /usr/share/doc/traguardi/LICENSE
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV TRAGUARDI_DATABASE=sqlite:/data/traguardi.db \
    TRAGUARDI_LISTEN=0.0.0.0:8080 \
    TRAGUARDI_METRICS_LISTEN=0.0.0.0:9464
EXPOSE 8080 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["/usr/bin/traguardi", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/traguardi"]
CMD ["serve"]
