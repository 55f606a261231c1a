import type { Sftp } from '../config/sftp';
import type { SecretSource, SecretText } from '../manifest';
import type { Plan } from '../plan/plan';

/** Port on which the server listens. */
export const SFTP_PORT = 2222;
/** File with the key by which people's computers know the server. */
export const HOST_KEY = '/etc/ssh/ssh_host_rsa_key';
/** File with the authority that signed the directory's certificate. */
export const DIRECTORY_AUTHORITY = '/etc/sssd/directory-ca.crt';

type Embedded = Extract<Sftp, { kind: 'embedded' }>;

/** `sshd_config`: files and nothing else, for whom the directory knows. */
export const sshdConfig = ({ site, paths }: Plan, { passwords, allow }: Embedded): string =>
  [
    `Port ${SFTP_PORT}`,
    `HostKey ${HOST_KEY}`,
    'SyslogFacility AUTHPRIV',
    // People and groups come from SSSD, by PAM.
    'UsePAM yes',
    'PermitRootLogin no',
    ...(allow ? [`AllowGroups ${allow.join(' ')}`] : []),
    'PubkeyAuthentication yes',
    'AuthorizedKeysFile .ssh/authorized_keys',
    `PasswordAuthentication ${passwords ? 'yes' : 'no'}`,
    'ChallengeResponseAuthentication no',
    'GSSAPIAuthentication no',
    'HostbasedAuthentication no',
    'MaxAuthTries 4',
    'LoginGraceTime 30',
    'X11Forwarding no',
    'AllowTcpForwarding no',
    'AllowAgentForwarding no',
    'AllowStreamLocalForwarding no',
    'PermitTunnel no',
    'PermitTTY no',
    'PermitUserRC no',
    'PermitUserEnvironment no',
    'ClientAliveInterval 60',
    'ClientAliveCountMax 3',
    `ChrootDirectory ${paths.root}`,
    // Inside, the home has no longer the path that SSSD gives it.
    `ForceCommand internal-sftp -d /${site.arc.homes}/%u`,
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');

/** `sssd.conf`: who people are, as the directory says. */
export function sssdConfig({ site, paths }: Plan, { directory }: Embedded): SecretText {
  const { host, port, base, users = base, groups = base, reader, authority } = directory;
  const text = [
    '[sssd]',
    'config_file_version = 2',
    'services = nss, pam',
    'domains = platform',
    '',
    '[nss]',
    'filter_users = root',
    'filter_groups = root',
    '',
    '[pam]',
    '',
    '[domain/platform]',
    'id_provider = ldap',
    'auth_provider = ldap',
    'chpass_provider = none',
    'access_provider = permit',
    `min_id = ${site.sessions.lowestIds.users}`,
    'enumerate = false',
    'cache_credentials = false',
    `override_homedir = ${paths.homes}/%u`,
    'ldap_schema = rfc2307bis',
    `ldap_uri = ldaps://${host}:${port}`,
    'ldap_tls_reqcert = demand',
    ...(authority === undefined ? [] : [`ldap_tls_cacert = ${DIRECTORY_AUTHORITY}`]),
    `ldap_search_base = ${base}`,
    `ldap_user_search_base = ${users}`,
    `ldap_group_search_base = ${groups}`,
    `ldap_user_name = ${directory.userName}`,
    `ldap_user_object_class = ${directory.userClass}`,
    `ldap_group_object_class = ${directory.groupClass}`,
    `ldap_group_member = ${directory.groupMember}`,
    `ldap_default_bind_dn = ${reader}`,
    'ldap_default_authtok_type = password',
    'ldap_default_authtok = ',
  ].join('\n');
  return [text, directoryPassword(directory), '\n'];
}

/** By which the directory is read. */
export const directoryPassword = ({ reader, host }: Embedded['directory']): SecretSource => ({
  kind: 'supplied',
  name: 'sftp-directory',
  description: `password of ${reader} at ${host}`,
});
