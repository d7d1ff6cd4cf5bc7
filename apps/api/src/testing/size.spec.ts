import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const mostDependencies = 6;
const mostProviders = 10;

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?<!\.spec|\.d)\.ts$/.test(name) && !name.startsWith('testing'))
  .map((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    return { name, source: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true) };
  });

/** All nodes below this one that match. */
function findAll<T extends ts.Node>(node: ts.Node, matches: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (each: ts.Node) => {
    if (matches(each)) found.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
}

/** The parameters of its constructor, and its calls of Nest's `inject`-like property decorators. */
function dependenciesOf(type: ts.ClassDeclaration): number {
  const created = type.members.find(ts.isConstructorDeclaration)?.parameters.length ?? 0;
  const properties = type.members.filter(ts.isPropertyDeclaration);
  const injected = properties.filter((property) =>
    ts.getDecorators(property)?.some((decorator) => /^@Inject\w*\(/.test(decorator.getText())),
  );
  return created + injected.length;
}

/** How many elements a list of providers has. It may be the name of a list in the same file, or spread such lists. */
function lengthOf(list: ts.Expression, source: ts.SourceFile): number {
  if (ts.isArrayLiteralExpression(list))
    return list.elements.reduce(
      (sum, element) => sum + (ts.isSpreadElement(element) ? lengthOf(element.expression, source) : 1),
      0,
    );
  const named = findAll(source, ts.isVariableDeclaration).find(
    ({ name }) => name.getText() === list.getText(),
  );
  if (!named?.initializer) throw new Error(`${source.fileName}: cannot count ${list.getText()}`);
  return lengthOf(named.initializer, source);
}

test(`no class has more than ${mostDependencies} dependencies`, () => {
  const classes = files.flatMap(({ source }) => findAll(source, ts.isClassDeclaration));
  expect(classes.length).toBeGreaterThan(100);
  const large = classes
    .map((type) => `${type.name?.getText() ?? 'default'} ${dependenciesOf(type)}`)
    .filter((line) => Number(line.split(' ')[1]) > mostDependencies);
  expect(large).toEqual([]);
});

test(`no module has more than ${mostProviders} providers`, () => {
  const modules = files.filter(({ name }) => name.endsWith('.module.ts'));
  expect(modules.length).toBeGreaterThan(20);
  const large = modules
    .map(({ name, source }) => {
      const lists = findAll(source, ts.isObjectLiteralElement).flatMap((property) => {
        if (property.name?.getText() !== 'providers') return [];
        if (ts.isPropertyAssignment(property)) return property.initializer;
        return ts.isShorthandPropertyAssignment(property) ? property.name : [];
      });
      return { name, providers: lists.reduce((sum, list) => sum + lengthOf(list, source), 0) };
    })
    .filter(({ providers }) => providers > mostProviders);
  expect(large).toEqual([]);
});
