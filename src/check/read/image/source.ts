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
}
