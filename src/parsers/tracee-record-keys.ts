/**
 * The first key of every record that Tracee prints: of events in any layout (`Event` of aquasecurity/tracee/types/trace, the
 * marshaller of api/v1beta1), and of what it logs (zap, NewProductionEncoderConfig).
 */
export const recordKeys: readonly string[] = ['timestamp', 'level'];
