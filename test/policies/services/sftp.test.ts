import { networkEdgeOpen } from '../../../policies/closed-world/network-edge-open';
import { sftpSettings } from '../../../policies/services/sftp-settings';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, secret, without } from '../site-subject';
import { SFTP, servicesSite } from './services-site';

const DEPLOYMENT = 'Deployment skaha-system/sftp';
const sshd = (from: RegExp, to: string) =>
  object('ConfigMap skaha-system/sftp-config', ({ data }) => {
    data.sshd_config = data.sshd_config.replace(from, to);
  });
const sssd = (from: RegExp, to: string) =>
  secret('sftp-config', ({ keys }) => {
    keys['sssd.conf'][0] = keys['sssd.conf'][0].replace(from, to);
  });
const mount = (path: string, edit: (mount: Record<string, unknown>) => void) =>
  object(DEPLOYMENT, ({ spec }) =>
    edit(spec.template.spec.containers[0].volumeMounts.find((one: { mountPath: string }) => one.mountPath === path)),
  );
const key = '/etc/ssh/ssh_host_rsa_key';

const cases: Case[] = [
  [sftpSettings, 'as it is made', servicesSite(SFTP), 'pass'],
  [sftpSettings, 'none', platformOf([]), 'not-applicable'],
  [
    sftpSettings,
    'its settings at another place',
    servicesSite(
      SFTP,
      mount('/etc/sssd/sssd.conf', (one) => {
        one.mountPath = '/etc/sssd.conf';
      }),
    ),
    [
      'the SFTP server finds no /etc/sssd/sssd.conf',
      'homes are in /arc/home, and it looks for keys in undefined',
      'it has no domain undefined',
      'it has no password for the directory',
      'it asks undefined, which is no directory behind TLS',
    ],
  ],
  [
    sftpSettings,
    'a host key that is not in the Secret',
    servicesSite(
      SFTP,
      mount(key, (one) => {
        one.subPath = 'ssh_host_dsa_key';
      }),
    ),
    [`${key} is mounted from the key ssh_host_dsa_key, which is not there`],
  ],
  [
    sftpSettings,
    'a host key and an authority that nothing mounts',
    servicesSite(SFTP, sshd(/ssh_host_rsa_key/, 'ssh_host_key'), sssd(/directory-ca/, 'ca')),
    [
      'nothing is mounted at /etc/ssh/ssh_host_key, which the SFTP server reads',
      'nothing is mounted at /etc/sssd/ca.crt, which the SFTP server reads',
    ],
  ],
  [
    sftpSettings,
    'another port, and no key',
    servicesSite(SFTP, sshd(/Port 2222\nHostKey .*/, 'Port 22')),
    ['it names no HostKey', 'it listens on 22, which is none of the ports of its container'],
  ],
  [
    sftpSettings,
    'another folder than that of sessions',
    servicesSite(
      SFTP,
      mount('/arc', (one) => {
        one.subPath = 'arc';
      }),
    ),
    ['it mounts the folder arc, and sessions cavern'],
  ],
  [
    sftpSettings,
    'another root',
    servicesSite(SFTP, sshd(/ChrootDirectory .*/, 'ChrootDirectory /data')),
    ['no claim is mounted at /data, the root of whoever logs in'],
  ],
  [
    sftpSettings,
    'other homes',
    servicesSite(SFTP, sshd(/-d \/home/, '-d /users'), sssd(/\/arc\/home/, '/arc/users')),
    ['homes are in /arc/home, and it looks for keys in /arc/users/%u', 'people do not begin in /home/%u'],
  ],
  [
    sftpSettings,
    'a directory without TLS, at a port that is shut',
    servicesSite(SFTP, sssd(/ldaps:/, 'ldap:')),
    ['it asks ldap://ldap.example.org:636, which is no directory behind TLS'],
  ],
  [
    sftpSettings,
    'a directory at a port that is shut',
    servicesSite(SFTP, sssd(/:636/, ':389')),
    ['no policy lets it out to port 389 of the directory'],
  ],
  [
    networkEdgeOpen,
    'a route that no policy lets in',
    servicesSite(
      SFTP,
      object('NetworkPolicy skaha-system/sftp', ({ spec }) => {
        spec.ingress = [];
      }),
    ),
    [
      'IngressRouteTCP skaha-system/sftp leads to sftp, and no policy lets Deployment skaha-system/sftp answer on TCP port 2222',
    ],
  ],
  [networkEdgeOpen, 'without a route', servicesSite(SFTP, without('IngressRouteTCP skaha-system/sftp')), 'pass'],
];

caseTable(cases);
