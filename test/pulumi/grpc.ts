import * as grpc from '@grpc/grpc-js';
import { type JavaScriptValue, Struct } from 'google-protobuf/google/protobuf/struct_pb';

/** Answers one kind of request. */
export type Answers<Asked, Answer> = (request: Asked) => Answer | Promise<Answer>;

/** A method of a service; an error becomes the status of the answer. */
export const unary =
  <Asked, Answer>(answer: Answers<Asked, Answer>): grpc.handleUnaryCall<Asked, Answer> =>
  (call, callback) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (value) => callback(null, value),
        (error) => callback(error instanceof Error ? error : new Error(String(error))),
      );
  };

/** A server on a free port of this machine. */
export interface Serving {
  readonly port: number;
  readonly address: string;
  stop(): void;
}

/** Serves; requests of any size are read, as the engine itself does. */
export function serve(
  ...services: readonly [grpc.ServiceDefinition, grpc.UntypedServiceImplementation][]
): Promise<Serving> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  for (const [definition, handlers] of services) server.addService(definition, handlers);
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve({ port, address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() }),
    );
  });
}

/** Asks, and waits for the answer. */
export const ask = <Answer>(send: (callback: grpc.requestCallback<Answer>) => unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    send((error, answer) => (error ? reject(error) : resolve(answer as Answer)));
  });

/** Plain data as it goes over the wire. */
export const struct = (value: object): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);

/** Plain data as it came. */
export const plain = (value: Struct | undefined): Record<string, unknown> => value?.toJavaScript() ?? {};
