import type { PlatformSubject } from '../../src/check/rule';
import { type Manifest, objectName } from '../../src/manifest';
import { type Break, longer, renameKey, textsOf, withObject, withSecret, withText } from './break';

/** Identities in properties. Those of the SKA's and CADC's own services stand nowhere else. */
const IDENTITIES = /^(?!.*(?:skao|CDP))(?:ivo|http)[^=\n]* = \S+$/gm;
/** Folders and files that scripts and settings name. */
const FILES = /(?<=^|[\s"'])\/(?:skaha-system|desktopstartup|etc\/redis-users|data)(?:\/[\w-]+\.\w+)?(?=[\s"']|$)/gm;
/** What an SSH server is told of its container. */
const OF_SSHD = /^(?:Port|HostKey|ChrootDirectory) \S+|-d \/\w+/gm;
/** The realm that a Keycloak is to have, and programs that people log in to; it brings one of those itself. */
const OF_REALM = /(?<="(?:realm|clientId)": ")(?!admin-cli")[\w-]+|(?<="redirectUris": \[\s*")[^"]+/g;
/** Users, hosts, ports, folders and host names in managed secrets. */
const IN_SECRETS =
  /domains = \w+|override_homedir = [\w/]+|redis:\/\/[\w-]+(?=:)|(?<=^user |\nuser )(?!default|metrics|images)\w+|(?<=@)[\w-]+(?=\.)|\.[\w-]+(?=\.svc)|:\d+(?=\n)|proxyName = [\w.-]+/g;

/** References in the files of a ConfigMap that are not templates, and the names of files that somebody opens. */
export function fileBreaks(manifest: Manifest, hasDesktop: boolean): Break[] {
  return textsOf(manifest)
    .filter(([name]) => hasDesktop || !/desktop|launch-app|build-menu/.test(name))
    .flatMap(([name, text]) => {
      const found = [
        ...(name.endsWith('.properties') ? text.matchAll(IDENTITIES) : []),
        ...(name === 'realm.json' ? text.matchAll(OF_REALM) : []),
        ...(name === 'sshd_config' ? text.matchAll(OF_SSHD) : text.matchAll(FILES)),
      ];
      const inText = found
        .filter(({ index }) => !isComment(text, index))
        .map(({ 0: match, index }) => ({
          title: `${name} ${match}`,
          sort: `text ${name}`,
          apply: (platform: PlatformSubject) => withText(platform, manifest, name, longer(text, index + match.length)),
        }));
      // A launch file by itself is a type by itself, and what no template starts is there for images that do.
      const isOpened =
        /^(?:service|ingress)-|\.(?:properties|sh|jq|conf)$|^sshd_config$/.test(name) && name !== 'sleep-forever.sh';
      if (!isOpened) return inText;
      const renamed: Break = {
        title: `the key ${name} of ${objectName(manifest.object)}`,
        sort: 'key ConfigMap',
        apply: (platform) =>
          withObject(platform, manifest, (object) => ({ ...object, data: renameKey(object.data, name) })),
      };
      return [...inText, renamed];
    });
}

const isComment = (text: string, index: number) => /^\s*#/.test(text.slice(text.lastIndexOf('\n', index - 1) + 1));

/** References in the texts of managed secrets, and the values that two texts share. */
export function secretBreaks({ secrets }: PlatformSubject): Break[] {
  const names = secrets
    .flatMap(({ keys }) => Object.values(keys).flat())
    .flatMap((piece) => (typeof piece === 'string' ? [] : piece.name));
  return secrets.flatMap((secret) =>
    Object.entries(secret.keys).flatMap(([key, pieces]) =>
      pieces.flatMap((piece, index): Break[] => {
        const change = (what: string, other: typeof piece): Break => ({
          title: `Secret ${secret.namespace}/${secret.name} ${key}: ${what}`,
          sort: `secret ${typeof piece} ${key}`,
          apply: (platform) =>
            withSecret(platform, secret, { keys: { ...secret.keys, [key]: pieces.with(index, other) } }),
        });
        if (typeof piece === 'string') {
          return [...piece.matchAll(IN_SECRETS)].map(({ 0: match, index: at }) =>
            change(match, longer(piece, at + match.length)),
          );
        }
        const isShared = names.filter((name) => name === piece.name).length > 1;
        // Each user's password stands under the user's name too; those of these two are read elsewhere. What a program reads
        // inside a longer text stands once more by itself, to be read back.
        const isSpare =
          (secret.name === 'redis-users' && /^(?:skaha|session|users\.acl)$/.test(key)) ||
          (/^(?:harbor-core|storage-ui-settings)$/.test(secret.name) && key === 'oidc-client-secret');
        return isShared && !isSpare ? [change(piece.name, { ...piece, name: `${piece.name}x` })] : [];
      }),
    ),
  );
}
