/** Arguments of a command, options apart. */
export interface Arguments {
  readonly options: ReadonlyMap<string, string | undefined>;
  /** Everything that is no option; undefined for what is not known before it runs. */
  readonly operands: readonly (string | undefined)[];
}

/**
 * Tells options from operands as getopt does.
 *
 * @param valued options that take a value in the next word, e.g. `-t`, `--target`
 */
export function readArguments(words: readonly (string | undefined)[], valued: readonly string[] = []): Arguments {
  const options = new Map<string, string | undefined>();
  const operands: (string | undefined)[] = [];
  let rest = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (rest || word === undefined || !/^-./.test(word)) operands.push(word);
    else if (word === '--') rest = true;
    else if (valued.includes(word)) {
      index += 1;
      options.set(word, words[index]);
    } else if (word.startsWith('--')) {
      const at = word.indexOf('=');
      options.set(at < 0 ? word : word.slice(0, at), at < 0 ? '' : word.slice(at + 1));
    } else {
      // `-rf` is `-r -f`; `-m755` is `-m 755`.
      const own = valued.find((name) => name.length === 2 && word.startsWith(name));
      if (own) options.set(own, word.slice(2));
      else for (const letter of word.slice(1)) options.set(`-${letter}`, '');
    }
  }
  return { options, operands };
}
