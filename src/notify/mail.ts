/** E-mail by the operator's mail server. */
import { createTransport } from 'nodemailer';
import { alertText } from '../core/alerts.ts';
import type { Alert } from '../store/alerts.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

export type SendMail = (mail: Mail) => Promise<void>;

const TIMEOUT_MS = 15_000;

/** @returns null where no server is set: e-mail is off then */
export function createMailer({ smtpUrl, mailFrom }: { smtpUrl: string | null; mailFrom: string | null }): SendMail | null {
  if (smtpUrl === null || mailFrom === null) return null;
  const url = new URL(smtpUrl);
  const transport = createTransport({
    host: url.hostname, port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587), secure: url.protocol === 'smtps:',
    ...(url.username !== '' && { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    // Nothing goes out in clear to a server that is not on this machine.
    requireTLS: url.protocol === 'smtp:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname),
    connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS, disableFileAccess: true, disableUrlAccess: true,
  });
  return async ({ to, subject, text }) => void (await transport.sendMail({ from: mailFrom, to: { name: '', address: to }, subject, text, headers: { 'Auto-Submitted': 'auto-generated' } }));
}

/** One e-mail for all that happened, by project. */
export function digest(alerts: readonly Alert[], publicUrl: string): Omit<Mail, 'to'> {
  const lines = [...Map.groupBy(alerts, ({ projectId }) => projectId)].flatMap(([projectId, own]) => [
    `${own[0]?.projectName ?? ''}  ${publicUrl}/projects/${projectId}`,
    ...own.map((alert) => `- ${alertText(alert.kind, alert)}`),
    '',
  ]);
  const [first] = alerts;
  const subject = alerts.length === 1 && first ? `${first.projectName}: ${alertText(first.kind, first)}` : `${alerts.length} things in Lockstep need you to know`;
  return { subject: subject.replace(/\s+/g, ' ').slice(0, 200), text: `${lines.join('\n')}\nYou get this as a lead; choose what is sent in your account: ${publicUrl}/account\n` };
}
