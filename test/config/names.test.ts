import type { z } from 'zod';
import * as names from '../../src/config/names';
import { ImageList } from '../../src/config/registry';
import { Scratch } from '../../src/config/scratch';

const label63 = 'a'.repeat(63);

test.each<[name: string, schema: z.ZodType, good: string[], bad: string[]]>([
  [
    'DnsLabel',
    names.DnsLabel,
    ['a', '0', 'my-name', label63],
    ['', 'A', '-a', 'a-', 'a.b', 'a_b', `${label63}a`, 'é', 'a\n', 'ｋ'],
  ],
  [
    'ObjectName',
    names.ObjectName,
    ['rbd', 'csi.example.org', '0.a-b'],
    ['', '.a', 'a.', 'a..b', 'A', `${label63}a`, 'a/b', `${'a.'.repeat(127)}`],
  ],
  ['NamespacedName', names.NamespacedName, ['a/b', 'ceph-csi/csi.node'], ['a', 'a/', '/b', 'a/b/c', 'a.b/c', 'A/b']],
  [
    'HostName',
    names.HostName,
    ['a', 'images.example.org', '10.0.0.1'],
    ['', 'https://a', 'a:5000', 'a/b', 'A.b', 'a.', '*.a'],
  ],
  [
    'DomainName',
    names.DomainName,
    ['a.b', 'science.example.org', 'x.1a'],
    ['a', '10.0.0.1', 'a.1', 'a.', '.a', 'A.b', 'a.b/c', `${'a.'.repeat(125)}a`],
  ],
  [
    'HttpsUrl',
    names.HttpsUrl,
    [
      'https://a',
      'https://iam.example.org/',
      'https://a:8443/x/~y/a%20b',
      'https://10.0.0.1/a,b',
      'https://a:65535',
      'https://1a.2b',
    ],
    [
      'http://a',
      'https://',
      'https://A',
      'https://u@a',
      'https://a?x',
      'https://a#x',
      'https://a/$(X)',
      'https://a/${x}',
      'https://a/%2',
      'https://a:0',
      'https://a:123456',
      'https://a:65536',
      'https://a.1',
      'https://10.0.0.256/',
      'https://10.0.0.1.2:443',
      "https://a/'",
      'https://a/ b',
      'https://a..b',
    ],
  ],
  [
    'IvoaId',
    names.IvoaId,
    ['ivo://a', 'ivo://example.org/gms', 'ivo://Example.org/a/b~c'],
    ['ivo://', 'ivo:/a', 'ivo://a/', 'ivo://a//b', 'ivo://a?b', 'ivo://a#b', 'IVO://a', 'ivo://a b'],
  ],
  ['ServiceId', names.ServiceId, ['ivo://a/gms', 'https://a/gms'], ['a', 'ftp://a', 'http://a']],
  [
    'GroupId',
    names.GroupId,
    ['ivo://a/gms?users', 'ivo://a/gms?a/b:c'],
    ['ivo://a/gms', 'ivo://a/gms?', 'users', 'ivo://a/gms?a b', 'ivo://a?b?c'],
  ],
  [
    'ImageReference',
    names.ImageReference,
    [
      'a.b/c:1',
      'a:5000/b/c:1.4.0',
      `a.b/c@sha256:${'0'.repeat(64)}`,
      `a.b/c:1@sha256:${'f'.repeat(64)}`,
      'localhost/a__b:v1',
    ],
    [
      'a',
      'a:1',
      'a.b/c',
      'a:5000/b',
      'a.b/C:1',
      'a.b/c:',
      'a.b/c:-1',
      'a.b/c@sha256:0',
      'a.b/c:1@sha512:0',
      'https://a.b/c:1',
      'a.b//c:1',
      `a.b/c:${'1'.repeat(129)}`,
      'a.b/c:1 ',
    ],
  ],
  [
    'AbsolutePath',
    names.AbsolutePath,
    ['/a', '/a/b.c/_d-e', '/..a', '/a..', '/...'],
    ['', '/', 'a', '/a/', '//a', '/.', '/..', '/a/../b', '/a/.', '/a b', '/~'],
  ],
  [
    'LabelKey',
    names.LabelKey,
    ['a', 'a/b', 'nvidia.com/gpu.product', 'A_b.c'],
    ['', '/a', 'a/', 'a/b/c', 'A/b', 'a.', '-a', `${'a'.repeat(64)}`],
  ],
  ['LabelValue', names.LabelValue, ['', 'a', 'A_b-c.1', label63], ['-', 'a-', '.a', 'a b', `${label63}a`]],
  [
    'AddressRange',
    names.AddressRange,
    ['10.0.0.0/16', '0.0.0.0/0', 'fd00::/8', '::/0'],
    ['10.0.0.0', '10.0.0.0/33', '999.0.0.0/8', '10.0.0/8', 'fd00::/129', 'a', '10.0.0.0/016'],
  ],
  [
    'provisioner',
    Scratch.options[2].shape.provisioner,
    ['topolvm.io', 'rancher.io/local-path'],
    ['', 'a.', 'a-', 'a./b', 'a/b.', 'a/b/c', `a/${label63}a`],
  ],
  [
    'schedule',
    ImageList.shape.schedule,
    ['*/30 * * * *', '0 0 1 1 0', '0-59/2,5 23 31 12 6'],
    [
      '* * * *',
      '60 * * * *',
      '* 24 * * *',
      '* * 0 * *',
      '* * 32 * *',
      '* * * 13 *',
      '* * * * 7',
      '*/0 * * * *',
      '30-5 * * * *',
      '0 22-4/2 * * *',
      '@daily',
      '* * * * MON',
      '*  * * * *',
      '* * * * * *',
    ],
  ],
])('%s', (_, schema, good, bad) => {
  const verdict = (texts: string[]) => texts.map((text) => [text, schema.safeParse(text).success]);
  expect(verdict(good)).toEqual(good.map((text) => [text, true]));
  expect(verdict(bad)).toEqual(bad.map((text) => [text, false]));
});

test('a TCP port', () => {
  const verdict = [1, 443, 65_535, 0, -1, 65_536, 1.5, '443'].map((port) => names.Port.safeParse(port).success);
  expect(verdict).toEqual([true, true, true, false, false, false, false, false]);
});
