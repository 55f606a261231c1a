import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What a doc comment says. */
export interface Doc {
  readonly text: string;
  /** Text of `@default`: a default that is computed, so that the schema does not have it. */
  readonly default?: string;
}

/** A zod schema as it is written in the sources: its doc comments, and the schemas inside it. */
export interface Written {
  /** Comment in front of the place where it is used, or else in front of the constant that holds it. */
  readonly doc?: Doc;
  /** Constant that holds it, if any, with the comment there. */
  readonly constant?: { readonly name: string; readonly id: string; readonly doc?: Doc };
  readonly keys?: Readonly<Record<string, Written>>;
  readonly options?: readonly Written[];
  readonly items?: Written;
  readonly values?: Written;
}

/** A constant of a source file. */
interface Declaration {
  readonly source: ts.SourceFile;
  readonly statement: ts.Statement;
  readonly value: ts.Expression;
}

/**
 * Reads the doc comments of an exported zod schema out of its TypeScript sources, through constants, imports and
 * spreads: the comment in front of a key is the only place where the key is described.
 */
export function writtenSchema(file: string, name: string): Written {
  const sources = new Map<string, ts.SourceFile>();
  return constant(open(file), name);

  function constant(from: ts.SourceFile, name: string): Written {
    const { source, statement, value } = declaration(from, name);
    const doc = docBefore(source, statement);
    // Two files may each have a constant of one name.
    const id = `${source.fileName}:${statement.pos}`;
    return { ...schema(source, value), constant: { name, id, ...(doc && { doc }) }, ...(doc && { doc }) };
  }

  /** What an expression makes; methods such as `.optional()` change nothing inside. */
  function schema(source: ts.SourceFile, expression: ts.Expression): Written {
    if (ts.isIdentifier(expression)) return constant(source, expression.text);
    if (!ts.isCallExpression(expression)) throw mistake(source, expression, 'this is not a schema');
    const { expression: callee, arguments: args } = expression;
    if (ts.isIdentifier(callee)) return made(source, callee.text);
    if (!ts.isPropertyAccessExpression(callee)) return {};
    const maker = callee.getText(source).replace(/\s/g, '');
    if (!/^z\.[\w.]+$/.test(maker)) return schema(source, callee.expression);
    switch (maker) {
      case 'z.strictObject':
        return { keys: keys(source, argument(source, args, 0)) };
      case 'z.discriminatedUnion':
        return { options: options(source, argument(source, args, 1)) };
      case 'z.union':
        return { options: options(source, argument(source, args, 0)) };
      case 'z.array':
        return { items: used(source, argument(source, args, 0)) };
      case 'z.record':
        return { values: used(source, argument(source, args, 1)) };
      default:
        return {};
    }
  }

  /** What a function of our own makes: what it returns, or a leaf where it computes something first. */
  function made(from: ts.SourceFile, name: string): Written {
    const found = constantOf(from, name);
    if (!found || !ts.isArrowFunction(found.value) || !ts.isCallExpression(found.value.body)) return {};
    return schema(found.source, found.value.body);
  }

  function used(source: ts.SourceFile, expression: ts.Expression, commented: ts.Node = expression): Written {
    const doc = docBefore(source, commented);
    return { ...schema(source, expression), ...(doc && { doc }) };
  }

  function options(source: ts.SourceFile, list: ts.Expression): Written[] {
    if (!ts.isArrayLiteralExpression(list)) throw mistake(source, list, 'write the alternatives here');
    return list.elements.map((element) => used(source, element));
  }

  function keys(source: ts.SourceFile, object: ts.Expression): Record<string, Written> {
    if (ts.isIdentifier(object)) {
      const shared = declaration(source, object.text);
      return keys(shared.source, shared.value);
    }
    if (!ts.isObjectLiteralExpression(object)) throw mistake(source, object, 'write the keys here');
    const all: Record<string, Written> = {};
    for (const property of object.properties) {
      if (ts.isSpreadAssignment(property)) Object.assign(all, keys(source, property.expression));
      else if (
        ts.isPropertyAssignment(property) &&
        (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
      )
        all[property.name.text] = used(source, property.initializer, property);
      else throw mistake(source, property, 'write the key with its schema');
    }
    return all;
  }

  function declaration(source: ts.SourceFile, name: string): Declaration {
    const found = constantOf(source, name);
    if (!found) throw new Error(`${source.fileName}: there is no constant ${name}`);
    return found;
  }

  function constantOf(source: ts.SourceFile, name: string): Declaration | undefined {
    for (const statement of source.statements) {
      if (ts.isVariableStatement(statement)) {
        const found = statement.declarationList.declarations.find((one) => one.name.getText(source) === name);
        if (found?.initializer) return { source, statement, value: found.initializer };
      }
      const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
      const imported =
        bindings && ts.isNamedImports(bindings) ? bindings.elements.find((one) => one.name.text === name) : undefined;
      if (imported) {
        const module = ((statement as ts.ImportDeclaration).moduleSpecifier as ts.StringLiteral).text;
        return constantOf(
          open(join(dirname(source.fileName), `${module}.ts`)),
          (imported.propertyName ?? imported.name).text,
        );
      }
    }
    return undefined;
  }

  function open(path: string): ts.SourceFile {
    const source =
      sources.get(path) ?? ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    sources.set(path, source);
    return source;
  }
}

function argument(source: ts.SourceFile, args: readonly ts.Expression[], index: number): ts.Expression {
  const found = args[index];
  if (!found) throw new Error(`${source.fileName}: a schema lacks its argument`);
  return found;
}

/** The last doc comment in front of a node. */
function docBefore(source: ts.SourceFile, node: ts.Node): Doc | undefined {
  const comments = (ts.getLeadingCommentRanges(source.text, node.pos) ?? [])
    .map(({ pos, end }) => source.text.slice(pos, end))
    .filter((comment) => comment.startsWith('/**'));
  const last = comments.at(-1);
  if (last === undefined) return undefined;
  const lines = last
    .slice(3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim());
  const [text = '', computed] = lines
    .join('\n')
    .trim()
    .split(/@default\s+/);
  const oneLine = (part: string) =>
    part
      .trim()
      .replace(/\n(?!\n)/g, ' ')
      .replace(/ *\n */g, '\n');
  return { text: oneLine(text), ...(computed !== undefined && { default: oneLine(computed) }) };
}

function mistake(source: ts.SourceFile, node: ts.Node, act: string): Error {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return new Error(`${source.fileName}:${line + 1}: ${act}`);
}
