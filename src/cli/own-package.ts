import { didYouMean } from '../did-you-mean';

type Names = Readonly<Record<string, unknown>>;

/**
 * What `import ... from 'astroplatform'` gets inside a site: this very program's exports, whether or not the package is
 * installed beside the site, so that a site and the program that reads it are never of two releases.
 */
export function ownPackage(id: string): object | undefined {
  if (id === 'astroplatform') return lazily(id, light(), () => require('../index') as Names);
  if (id === 'astroplatform/policies') return lazily(id, {}, () => require('../../policies/index') as Names);
  if (id === 'astroplatform/gitops') return lazily(id, {}, () => require('../delivery/gitops') as Names);
  return undefined;
}

/** What nearly every site asks for. The rest of the package brings cdk8s, which a validation can do without. */
const light = (): Names => ({
  ...(require('../config/read-site') as Names),
  ...(require('../check/rule') as Names),
});

function lazily(id: string, few: Names, all: () => Names): object {
  const get = (_: object, key: string | symbol): unknown => {
    if (key === '__esModule') return true;
    if (typeof key === 'symbol' || key === 'then') return undefined;
    if (Object.hasOwn(few, key)) return few[key];
    const names = all();
    if (Object.hasOwn(names, key)) return names[key];
    throw new Error(`${id} exports no "${key}". ${didYouMean(key, Object.keys(names))}`);
  };
  return new Proxy({}, { get });
}
