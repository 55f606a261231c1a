import { extname } from 'node:path';

/** File endings that are read as a program. */
export const MODULE_ENDINGS: readonly string[] = ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs'];

/** File endings that are read as a document. */
export const DOCUMENT_ENDINGS: readonly string[] = ['.yaml', '.yml', '.json'];

/** The ending of a file, by which it is known how it is read. */
export const endingOf = (file: string): string => extname(file).toLowerCase();

/** Whether a name is one that a site may have. */
export const isSiteName = (file: string): boolean => [...MODULE_ENDINGS, ...DOCUMENT_ENDINGS].includes(endingOf(file));

/** Whether a program has types. */
export const isTypescript = (file: string): boolean => endingOf(file).endsWith('ts');
