import type { Descriptor } from './document';

/** A place that images are read from. Everything that it gives is as untrusted as the image. */
export interface ImageSource {
  /** The image as messages name it: `docker://images.example.org/skaha/notebook:1.0`. */
  readonly name: string;
  /**
   * The manifest or the index that the name leads to.
   *
   * @throws {UsageError} when there is none, or it cannot be had
   */
  root(): Promise<Buffer>;
  /** A manifest that an index lists. */
  manifest(descriptor: Descriptor): Promise<Buffer>;
  /** Bytes of a configuration or a layer, as stored, from one end to the other. */
  blob(descriptor: Descriptor): AsyncIterable<Buffer>;
  /**
   * Some bytes of a blob, not proved to be its own; undefined where only the whole can be had. Absent where to read the
   * whole costs nothing.
   */
  range?(descriptor: Descriptor, from: number, to: number): Promise<Buffer | undefined>;
}
