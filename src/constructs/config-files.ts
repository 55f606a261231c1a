import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { Resource } from './resource';

/** Files by name; a Buffer is kept to the byte. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** A ConfigMap of files. */
export class ConfigFiles extends Construct {
  /** Changes with the content; as an annotation of a pod template it rolls pods that read their configuration once. */
  readonly checksum: string;

  constructor(
    scope: Construct,
    id: string,
    readonly props: {
      readonly namespace: string;
      readonly name: string;
      readonly files: Files;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    },
  ) {
    super(scope, id);
    const texts = Object.entries(props.files).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    const binaries = Object.entries(props.files).filter(
      (entry): entry is [string, Buffer] => typeof entry[1] !== 'string',
    );
    this.checksum = checksum(
      JSON.stringify([texts, binaries.map(([name, bytes]) => [name, bytes.toString('base64')])]),
    );
    new Resource(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: props.name,
        namespace: props.namespace,
        ...(props.labels && { labels: props.labels }),
        ...(props.annotations && { annotations: props.annotations }),
      },
      ...(texts.length > 0 && { data: Object.fromEntries(texts) }),
      ...(binaries.length > 0 && {
        binaryData: Object.fromEntries(binaries.map(([name, bytes]) => [name, bytes.toString('base64')])),
      }),
    });
  }

  get name(): string {
    return this.props.name;
  }
}

/** Short digest of a text, for names and annotations. */
export const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
