import type { Container, Fact } from '../../facts';

/**
 * A container that a recipe of the same repository builds, as the base of another one: which build of it was pushed is
 * not known, so its facts are taken over, not seen.
 */
export const inherited = (container: Container): Container => ({
  ...container,
  platform: weak(container.platform),
  distribution: weak(container.distribution),
  user: weak(container.user),
  workdir: weak(container.workdir),
  entrypoint: weak(container.entrypoint),
  cmd: weak(container.cmd),
  ports: weak(container.ports),
  onBuild: weak(container.onBuild),
  env: (name) => weak(container.env(name)),
  label: (name) => weak(container.label(name)),
  file: (path) => weak(container.file(path)),
  text: (path) => weak(container.text(path)),
  below: (path, wanted) => weak(container.below(path, wanted)),
  command: (name) => weak(container.command(name)),
  package: (name) => weak(container.package(name)),
  library: (name) => weak(container.library(name)),
});

const weak = <T>(fact: Fact<T>): Fact<T> => (fact.known ? { ...fact, strength: 'inherited' } : fact);
