import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { AnalyzerClient } from '@pulumi/pulumi/proto/analyzer_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/analyzer_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { ask, struct } from './grpc';
import { ROOT, readProject } from './project';

/** A resource as the engine shows it to policies. */
export interface Judged {
  readonly type: string;
  readonly name: string;
  readonly properties: object;
  readonly protect?: boolean;
}

/** What a policy said. */
export interface Said {
  readonly policy: string;
  readonly mandatory: boolean;
  readonly message: string;
  readonly urn: string;
}

/** The policy pack in a process of its own, asked over its own protocol as the engine does. */
export class Analyzer {
  private constructor(
    private readonly client: AnalyzerClient,
    readonly stop: () => void,
  ) {}

  /** Starts the pack for one stack, with the environment that Pulumi's Node.js language host gives it. */
  static async start(stack: string): Promise<Analyzer> {
    const child = spawn(process.execPath, [require.resolve('@pulumi/pulumi/cmd/run-policy-pack'), '127.0.0.1:0', '.'], {
      cwd: join(ROOT, 'policies'),
      env: { ...process.env, PULUMI_NODEJS_PROJECT: readProject().name, PULUMI_NODEJS_STACK: stack },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    const tooEarly = once(child, 'exit').then(([code]) => {
      throw new Error(`the policy pack ended with ${code}:\n${errors}`);
    });
    tooEarly.catch(() => {}); // It also ends when it is told to.
    const [port] = await Promise.race([once(child.stdout, 'data'), tooEarly]);
    const client = new AnalyzerClient(`127.0.0.1:${String(port).trim()}`, grpc.credentials.createInsecure());
    return new Analyzer(client, () => {
      client.close();
      child.kill();
    });
  }

  /** Names of the policies, and whether each refuses. */
  async policies(): Promise<ReadonlyMap<string, boolean>> {
    const info = await ask<messages.AnalyzerInfo>((done) => this.client.getAnalyzerInfo(new Empty(), done));
    return new Map(
      info.getPoliciesList().map((one) => [one.getName(), one.getEnforcementlevel() === MANDATORY] as const),
    );
  }

  /** Before a resource is made. */
  async judge({ type, name, properties, protect = false }: Judged): Promise<Said[]> {
    const request = new messages.AnalyzeRequest().setUrn(urn(type, name)).setType(type).setName(name);
    request.setProperties(struct(properties)).setOptions(options(protect));
    return saidIn(await ask((done) => this.client.analyze(request, done)));
  }

  /** When all resources are known. */
  async judgeStack(resources: readonly Judged[]): Promise<Said[]> {
    const request = new messages.AnalyzeStackRequest().setResourcesList(
      resources.map(({ type, name, properties, protect = false }) =>
        new messages.AnalyzerResource()
          .setUrn(urn(type, name))
          .setType(type)
          .setName(name)
          .setProperties(struct(properties))
          .setOptions(options(protect)),
      ),
    );
    return saidIn(await ask((done) => this.client.analyzeStack(request, done)));
  }
}

const MANDATORY = messages.EnforcementLevel.MANDATORY;
const urn = (type: string, name: string) => `urn:pulumi:stack::astroplatform::${type}::${name}`;
const options = (protect: boolean) => new messages.AnalyzerResourceOptions().setProtect(protect);

const saidIn = (answer: messages.AnalyzeResponse): Said[] =>
  answer.getDiagnosticsList().map((one) => ({
    policy: one.getPolicyname(),
    mandatory: one.getEnforcementlevel() === MANDATORY,
    message: one.getMessage(),
    urn: one.getUrn(),
  }));
