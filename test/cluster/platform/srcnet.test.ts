import site from '../../../stacks/srcnet';
import { everything } from './everything';

describe('site srcnet', () => everything(site));
