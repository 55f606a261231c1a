import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes recipes as observatories have them, each in a folder of its own; every fifth has mistakes. hadolint must be able to
 * read them, so they have no here-documents. */
export function dockerfiles(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const own = join(folder, String(index).padStart(3, '0'));
    mkdirSync(own, { recursive: true });
    const path = join(own, 'Dockerfile');
    writeFileSync(path, recipe(index, index % 5 === 0));
    return path;
  });
}

function recipe(index: number, careless: boolean): string {
  const base = careless ? 'ubuntu:latest' : 'ubuntu:24.04';
  const tools = Array.from({ length: 3 + (index % 7) }, (_, tool) => `tool-${(index * 7 + tool) % 50}=1.${tool}`);
  return `ARG BASE=${base}
FROM golang:1.23.1-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cache go build -o /out/server ./cmd/server

FROM \${BASE}
ARG VERSION=${index}.0
ENV DEBIAN_FRONTEND=noninteractive \\
    LANG=C.UTF-8
LABEL maintainer="someone@example.org" org.opencontainers.image.version="\${VERSION}"
# what the platform needs
RUN apt-get update \\
    && apt-get install -y --no-install-recommends libnss-sss acl ${tools.join(' ')} \\
    && rm -rf /var/lib/apt/lists/*
RUN set -e; \\
    for name in passwd shadow group; do \\
      sed -i "s/^$name: .*/$name: files sss/" /etc/nsswitch.conf; \\
    done
${careless ? 'RUN cd /opt && pip install numpy astropy && sudo true' : 'RUN pip install --no-cache-dir numpy==1.26.0 astropy==6.1.3'}
COPY --from=build --chmod=755 /out/server /usr/local/bin/server
EXPOSE 8888
USER 1000
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888"]
`;
}
