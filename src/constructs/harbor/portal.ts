import type { Construct } from 'constructs';
import { harborPorts } from '../../plan/harbor';
import { SERVICE_SIZES } from '../../plan/sizes';
import { ConfigFiles } from '../config-files';
import type { HarborCertificates } from './certificates';
import { type HarborContext, HarborPart, portsOf, probes } from './part';

/** The web interface: files that browsers load; all that they ask for they ask of core. */
export class HarborPortal extends HarborPart {
  constructor(
    scope: Construct,
    id: string,
    { plan, harbor, certificates }: HarborContext & { readonly certificates: HarborCertificates | undefined },
  ) {
    const { http } = harborPorts(harbor).portal;
    const tls = certificates?.of('portal');
    const config = new ConfigFiles(scope, `${id}-config`, {
      namespace: plan.site.namespaces.services,
      name: 'harbor-portal',
      files: { 'nginx.conf': nginxConf(http.pod, tls?.folder) },
    });
    super(scope, id, {
      plan,
      harbor,
      part: 'portal',
      replicas: harbor.replicas,
      size: SERVICE_SIZES.harborPortal,
      image: 'harbor-portal',
      ports: portsOf({ http }),
      ...(tls && certificates && { annotations: certificates.transport('portal', tls) }),
      checksums: { config: config.checksum },
      container: {
        command: ['nginx', '-c', '/etc/harbor-portal/nginx.conf', '-g', 'daemon off;'],
        ...probes('/', tls ? 'https' : 'http', 60),
        volumeMounts: [
          { name: 'config', mountPath: '/etc/harbor-portal', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
          ...(tls ? [tls.mount] : []),
        ],
      },
      volumes: [
        { name: 'config', configMap: { name: config.name } },
        { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
        ...(tls ? [tls.volume] : []),
      ],
    });
  }
}

/** Everything that nginx writes goes to `/tmp` or to its output: the image itself is read only. */
function nginxConf(port: number, certificates: string | undefined): string {
  const listen =
    certificates === undefined
      ? `    listen ${port};
    listen [::]:${port};`
      : `    listen ${port} ssl;
    listen [::]:${port} ssl;
    ssl_certificate ${certificates}/tls.crt;
    ssl_certificate_key ${certificates}/tls.key;
    ssl_protocols TLSv1.2 TLSv1.3;`;
  return `worker_processes 2;
pid /tmp/nginx.pid;
error_log /dev/stderr warn;

events {
  worker_connections 1024;
}

http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  client_body_temp_path /tmp/client_body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  gzip on;
  gzip_types text/css application/javascript application/json text/xml text/plain;

  server {
${listen}
    server_name _;
    server_tokens off;
    root /usr/share/nginx/html;

    # Pages of the interface are one file; which of them is shown, it decides itself.
    location / {
      try_files $uri $uri/ /index.html;
    }
    location = /index.html {
      add_header Cache-Control "no-store, no-cache, must-revalidate";
    }
    location /devcenter-api-2.0 {
      try_files $uri $uri/ /swagger-ui-index.html;
    }
  }
}
`;
}
