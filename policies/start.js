// What Pulumi starts, once it has set ts-node to check the types of the whole project: half a minute for every preview. `npm test`
// checks them; here they are only taken away.
const { REGISTER_INSTANCE } = require('ts-node');

process[REGISTER_INSTANCE]?.enabled(false);
require('sucrase/register/ts');
require('./pack');
