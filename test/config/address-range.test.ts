import { canonicalRange } from '../../src/config/address-range';

test.each([
  ['10.0.0.0/16', '10.0.0.0/16'],
  ['10.1.2.3/16', '10.1.0.0/16'],
  ['254.250.250.213/19', '254.250.224.0/19'],
  ['192.168.1.1/32', '192.168.1.1/32'],
  ['255.255.255.255/0', '0.0.0.0/0'],
  ['a::0/110', 'a::/110'],
  ['2001:DB8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
  ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
  ['::/0', '::/0'],
  ['fe80::1/10', 'fe80::/10'],
])('%s is %s', (range, canonical) => {
  expect(canonicalRange(range)).toBe(canonical);
  expect(canonicalRange(canonical)).toBe(canonical);
});
