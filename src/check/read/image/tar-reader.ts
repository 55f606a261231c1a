import type { Limits } from './limits';
import { bytes } from './limits';
import { type Pax, readPax } from './pax';
import { BLOCK, nameOf, readHeader, realSize, type TarEntry, type TarHeader } from './tar-header';
import { Unreadable } from './unreadable';

/** Who is told what an archive holds. */
export interface TarListener {
  /** An entry begins. True: its body is wanted. */
  entry(entry: TarEntry): boolean;
  /** A piece of a wanted body; valid only during the call. */
  body(piece: Buffer): void;
  /** A wanted body is complete. */
  end(): void;
}

const HEADER_ONLY = new Set(['1', '2', '3', '4', '5', '6']);
const EMPTY = Buffer.alloc(0);

/**
 * Reads a tar archive as its bytes arrive, holding no more than one header. It decides as Go's `archive/tar` does,
 * because that is what runtimes unpack with: two empty blocks end it, and what follows them is ignored.
 *
 * (Libraries keep the whole of a PAX header in memory however long it says it is, and cost a turn of the event loop for
 * every entry; an image of a stranger may have a million.)
 */
export class TarReader {
  #rest = EMPTY;
  /** Bytes of the current body and its padding that are still to come. */
  #body = 0;
  #padding = 0;
  #wanted = false;
  /** A body that is about the next entry, as far as it has come. */
  #meta: { readonly type: string; readonly pieces: Buffer[] } | undefined;
  #pax: Pax = {};
  #longName: string | undefined;
  #longLink: string | undefined;
  /** A header whose further blocks are still to come, and the length that it stated. */
  #pending: TarHeader | undefined;
  #realSize = 0;
  #emptyBlocks = 0;

  constructor(
    private readonly listener: TarListener,
    private readonly limits: Pick<Limits, 'header'>,
  ) {}

  /** Bytes that come next and that nobody wants: who can seek may leave them out. */
  get skippable(): number {
    return this.#rest.length === 0 && this.#meta === undefined && !this.#wanted ? this.#body + this.#padding : 0;
  }

  /** Says that so many bytes were left out. */
  skipped(count: number): void {
    const ofBody = Math.min(count, this.#body);
    this.#body -= ofBody;
    this.#padding -= count - ofBody;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = EMPTY;
    while (data.length > 0 && this.#emptyBlocks < 2) {
      if (this.#body > 0) {
        const piece = data.subarray(0, Math.min(this.#body, data.length));
        this.#take(piece);
        data = data.subarray(piece.length);
      } else if (this.#padding > 0) {
        const count = Math.min(this.#padding, data.length);
        this.#padding -= count;
        data = data.subarray(count);
      } else if (data.length < BLOCK) {
        this.#rest = Buffer.from(data);
        return;
      } else {
        this.#block(data.subarray(0, BLOCK));
        data = data.subarray(BLOCK);
      }
    }
  }

  /** Says that nothing comes any more. */
  finish(): void {
    const open = this.#body > 0 || this.#rest.length > 0 || this.#pending !== undefined;
    if (open && this.#emptyBlocks < 2) throw new Unreadable('it is not a valid tar archive: it ends too early');
  }

  #take(piece: Buffer): void {
    this.#body -= piece.length;
    if (this.#meta) this.#meta.pieces.push(Buffer.from(piece));
    else if (this.#wanted) this.listener.body(piece);
    if (this.#body === 0) this.#complete();
  }

  #complete(): void {
    if (this.#meta) {
      const { type, pieces } = this.#meta;
      this.#meta = undefined;
      const body = Buffer.concat(pieces);
      if (type === 'x') this.#pax = readPax(body);
      else if (type === 'L') this.#longName = untilNul(body);
      else if (type === 'K') this.#longLink = untilNul(body);
    } else if (this.#wanted) {
      this.#wanted = false;
      this.listener.end();
    }
  }

  #block(block: Buffer): void {
    if (this.#pending) return this.#extension(block);
    if (isEmpty(block)) {
      this.#emptyBlocks++;
      return;
    }
    if (this.#emptyBlocks > 0) throw new Unreadable('it is not a valid tar archive: an empty block stands inside it');
    const header = readHeader(block);
    if (header.extended) {
      this.#pending = { ...header, extended: false };
      this.#realSize = realSize(block);
    } else this.#begin(header, header.sparse ? realSize(block) : undefined);
  }

  /** A further block of the map of holes of an old GNU archive; what it says does not matter here. */
  #extension(block: Buffer): void {
    if (block[504] !== 0) return;
    const header = this.#pending as TarHeader;
    this.#pending = undefined;
    this.#begin(header, this.#realSize);
  }

  #begin(header: TarHeader, real: number | undefined): void {
    if ('xgLK'.includes(header.type)) {
      if (header.size > this.limits.header) {
        throw new Unreadable(`a tar header in it is longer than ${bytes(this.limits.header)}`);
      }
      this.#expect(header.size);
      this.#meta = { type: header.type, pieces: [] };
      if (header.size === 0) this.#complete();
      return;
    }
    const pax = this.#pax;
    const stored = pax.size ?? header.size;
    const entry: TarEntry = {
      name: pax.path ?? this.#longName ?? header.name,
      type: header.type,
      mode: header.mode,
      uid: pax.uid ?? header.uid,
      gid: pax.gid ?? header.gid,
      size: HEADER_ONLY.has(header.type) ? 0 : (pax.realSize ?? real ?? stored),
      target: pax.linkpath ?? this.#longLink ?? header.target,
      sparse: header.sparse || pax.sparse === true,
    };
    this.#pax = {};
    this.#longName = undefined;
    this.#longLink = undefined;
    // A size on an entry that has no body is ignored, whatever it says.
    this.#expect(HEADER_ONLY.has(header.type) ? 0 : stored);
    this.#wanted = this.listener.entry(entry);
    if (this.#body === 0) this.#complete();
  }

  #expect(size: number): void {
    this.#body = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
  }
}

function untilNul(body: Buffer): string {
  const end = body.indexOf(0);
  return nameOf(end < 0 ? body : body.subarray(0, end));
}

const ZEROS = Buffer.alloc(BLOCK);
const isEmpty = (block: Buffer): boolean => block[0] === 0 && block.equals(ZEROS);
