import { posix } from 'node:path';
import ts from 'typescript';

/** One file asking for another: by `import`, `import type`, `export from`, `require()`, `import()`, `typeof import()`. */
export interface Import {
  /** Path in the repository without extension, or name of a package. */
  readonly to: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

/** Stands for a target that is known only when the program runs. */
export const COMPUTED = '(computed)';

/** What a source file reaches for. */
export interface Reach {
  readonly imports: readonly Import[];
  /** Globals and their members as they are written: `console`, `process.env`, `new Date()`. */
  readonly names: ReadonlySet<string>;
}

/** Reads a source file. Comments and texts do not count. */
export function reachOf(path: string, text: string): Reach {
  const imports: Import[] = [];
  const names = new Set<string>();
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  visit(source);
  return { imports, names };

  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node)) add(node.argument, true);
    else if (ts.isExternalModuleReference(node)) add(node.expression, false);
    else if (ts.isCallExpression(node) && /^(?:import|require|require\.resolve)$/.test(node.expression.getText(source)))
      for (const target of node.arguments.slice(0, 1)) add(target, false);
    else if (ts.isNewExpression(node) && node.arguments?.length === 0) names.add(node.getText(source));
    else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) names.add(node.getText(source));
    else if (ts.isIdentifier(node) && !isName(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  }

  function add(target: ts.Node, typeOnly: boolean): void {
    const literal = ts.isLiteralTypeNode(target) ? target.literal : target;
    const name = ts.isStringLiteralLike(literal) ? literal.text : COMPUTED;
    const inside = name.startsWith('.') ? posix.join(posix.dirname(path), name).replace(/\.[jt]s$/, '') : name;
    imports.push({ to: inside, typeOnly });
  }
}

/** `import type { A }` and `import { type A }`. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause?.namedBindings;
  return !clause?.name && !!bindings && ts.isNamedImports(bindings) && bindings.elements.every((one) => one.isTypeOnly);
}

/** The name of a key, member or constant: what it names is something else than the global. */
const isName = (node: ts.Identifier) => (node.parent as { name?: ts.Node }).name === node;
