// `npm run bench` measures the commands on sites, `npm run bench -- images` the checks of containers.
const BENCHES: Readonly<Record<string, () => unknown>> = {
  sites: () => require('./sites'),
  images: () => require('./images/main'),
};

const what = process.argv[2] ?? 'sites';
const bench = BENCHES[what];
if (!bench) throw new Error(`there is no benchmark ${what}, but ${Object.keys(BENCHES).join(' and ')}`);
bench();
