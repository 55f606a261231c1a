import { existsSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';
import { compileFunction } from 'node:vm';
import { transform } from 'sucrase';
import { UsageError } from '../errors';
import { ownPackage } from './own-package';
import { readText } from './read-text';
import { repeatedKeys } from './repeated-keys';
import { isTypescript, MODULE_ENDINGS } from './site-endings';

/** The user's own files that take part in one load, each run once. */
export class UserModules {
  private readonly loaded = new Map<string, { exports: unknown }>();

  /** @param entry the first file, as the user wrote it */
  constructor(
    private readonly entry: string,
    private readonly cwd: string,
  ) {}

  /** @param path absolute */
  run(path: string): unknown {
    const known = this.loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    this.loaded.set(path, module);
    const run = this.compile(readText(this.shown(path), this.cwd), path);
    try {
      run.call(module.exports, module.exports, (id: string) => this.require(id, path), module, path, dirname(path));
    } catch (error) {
      throw error instanceof UsageError ? error : this.thrown(error, path);
    }
    return module.exports;
  }

  private compile(source: string, path: string): (...args: unknown[]) => void {
    try {
      if (extname(path) === '.json') {
        const data: unknown = JSON.parse(source);
        return (_exports, _require, module) => Object.assign(module as object, { exports: data });
      }
      // Sucrase keeps every line where it is, so that a line of a stack is a line of the file.
      const typescript = isTypescript(path);
      const transforms: ('typescript' | 'imports')[] = typescript ? ['typescript', 'imports'] : ['imports'];
      const { code } = transform(source, { transforms, filePath: path, disableESTransforms: true });
      const file = this.shown(path);
      const repeated = repeatedKeys(source, typescript).map((problem) => ({ file, ...problem }));
      if (repeated.length > 0) throw new UsageError(`${file}: a name is given twice`, repeated);
      return compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], {
        filename: path,
      }) as (...args: unknown[]) => void;
    } catch (error) {
      throw error instanceof UsageError ? error : this.unparsable(error, path);
    }
  }

  private require(id: string, from: string): unknown {
    const own = ownPackage(id);
    if (own) return own;
    if (isBuiltin(id)) return createRequire(from)(id);
    if (/^\.{1,2}(?:[\\/]|$)/.test(id) || isAbsolute(id)) {
      const target = sourceFile(resolve(dirname(from), id));
      if (!target) throw new Error(`cannot find ${id}`);
      return this.run(target);
    }
    const target = createRequire(from).resolve(id);
    const installed = target.split(sep).includes('node_modules');
    return installed || !MODULE_ENDINGS.includes(extname(target)) ? createRequire(from)(id) : this.run(target);
  }

  private unparsable(error: unknown, path: string): UsageError {
    const { message, loc, stack } = error as {
      message: string;
      stack?: string;
      loc?: { line: number; column: number };
    };
    const line = loc?.line ?? Number(stack?.match(/^.*:(\d+)\n/)?.[1] ?? Number.NaN);
    const fact = message.replace(/^Error transforming .*?: /, '').replace(/ \(\d+:\d+\)$/, '');
    const spot = line > 0 ? { line, ...(loc && { column: loc.column }) } : {};
    return new UsageError(`${this.shown(path)}: syntax error`, [{ file: this.shown(path), ...spot, fact }]);
  }

  private thrown(error: unknown, path: string): UsageError {
    // An error of another realm is no `instanceof Error`.
    const native = isNativeError(error) || error instanceof Error;
    const fact = native
      ? (String(error.message).split('\nRequire stack:')[0] ?? '')
      : `it threw ${typeof error === 'string' ? error : inspect(error)}`;
    const place = native ? this.place(error) : undefined;
    const file = this.shown(place?.file ?? path);
    return new UsageError(`${file}: could not be loaded`, [{ file, ...(place && { line: place.line }), fact }]);
  }

  /** The innermost place in a file of the user, out of a stack. */
  private place(error: Error): { file: string; line: number } | undefined {
    for (const frame of String(error.stack).split('\n')) {
      for (const file of this.loaded.keys()) {
        const [, line] = frame.includes(`${file}:`)
          ? (/^:(\d+)/.exec(frame.slice(frame.indexOf(file) + file.length)) ?? [])
          : [];
        if (line) return { file, line: Number(line) };
      }
    }
    return undefined;
  }

  private shown(path: string): string {
    if (path === resolve(this.cwd, this.entry)) return this.entry;
    const near = relative(this.cwd, path);
    return near.startsWith('..') ? path : near;
  }
}

/** The file that a relative import means: as written, with an ending left out, `.js` written for `.ts`, or a folder. */
function sourceFile(path: string): string | undefined {
  const typescript = path.replace(/\.([mc]?)js$/, '.$1ts');
  const endings = [...MODULE_ENDINGS, '.json'];
  const candidates = [
    path,
    typescript,
    ...endings.map((end) => path + end),
    ...endings.map((end) => join(path, `index${end}`)),
  ];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}
