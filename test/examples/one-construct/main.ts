import { Scratch } from 'astroplatform';
import { App, Chart } from 'cdk8s';

// `/scratch` alone, in a cdk8s application that is otherwise somebody else's.
const app = new App();
const chart = new Chart(app, 'batch');
const scratch = new Scratch(chart, 'scratch', {
  prefix: 'survey',
  scratch: { kind: 'provisioned', provisioner: 'topolvm.io', parameters: {}, perSession: 50 * 2 ** 30 },
});
process.stdout.write(`# pods mount: ${JSON.stringify(scratch.volume('scratch'))}\n${app.synthYaml()}`);
