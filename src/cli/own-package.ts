import { didYouMean } from '../did-you-mean';

type Names = Readonly<Record<string, unknown>>;

/** What a site can import by the package's name, with what nearly every site asks for. */
const FEW: Readonly<Record<string, () => Names>> = {
  astroplatform: () => ({
    ...(require('../config/read-site') as Names),
    ...(require('../check/rule') as Names),
  }),
  'astroplatform/policies': () => ({}),
  'astroplatform/gitops': () => ({}),
};

/**
 * What `import ... from 'astroplatform'` gets inside a site: this very program's exports, whether or not the package is
 * installed beside the site, so that a site and the program that reads it are never of two releases.
 */
export function ownPackage(id: string): object | undefined {
  if (!Object.hasOwn(FEW, id)) return undefined;
  const few = FEW[id]?.() ?? {};
  const get = (_: object, key: string | symbol): unknown => {
    if (key === '__esModule') return true;
    if (typeof key === 'symbol' || key === 'then') return undefined;
    if (Object.hasOwn(few, key)) return few[key];
    const names = all()[id] ?? {};
    if (Object.hasOwn(names, key)) return names[key];
    throw new Error(`${id} exports no "${key}". ${didYouMean(key, Object.keys(names))}`);
  };
  return new Proxy({}, { get });
}

/** Everything, which brings cdk8s and all rules: most sites do without. */
const all = () => (require('./whole-package') as typeof import('./whole-package')).WHOLE_PACKAGE;
