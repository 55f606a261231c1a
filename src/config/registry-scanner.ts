import * as z from 'zod';
import { HttpsUrl } from './names';

/** A service that looks for vulnerabilities. Trivy is there without being declared, as `Trivy`. */
export const RegistryScanner = z.strictObject({
  /** Address of its adapter. */
  url: HttpsUrl,
  /** How Harbor logs in there; the credential is given as `scanner/<name>`. @default not at all */
  auth: z.enum(['Basic', 'Bearer', 'X-ScannerAdapter-API-Key']).optional(),
  /** It fetches images from inside the cluster. */
  internalAddress: z.boolean().default(false),
});
export type RegistryScanner = z.infer<typeof RegistryScanner>;
