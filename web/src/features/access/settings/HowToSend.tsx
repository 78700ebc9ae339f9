import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '@/api/types';
import { basePath } from '@/lib/base';
import { Secret } from './Secret';

type Example = { name: string; lines: string };

// Programs' own text: the same in every language.
function examplesFor(kind: ApiKey['kind'], key: string, host: string): Example[] {
  if (kind === 'write_browser')
    return [
      {
        name: 'page',
        lines: `<script async src="${host}/js/rapport.js"
  data-write-key="${key}"
  data-consent="anonymous_stats"></script>`,
      },
    ];
  return [
    {
      name: 'node',
      lines: `import { Analytics } from '@segment/analytics-node';

const rapport = new Analytics({ host: '${host}', writeKey: '${key}' });
rapport.identify({ userId: '42', traits: { email: 'lan@example.com' } });
rapport.track({ userId: '42', event: 'Demo Booked' });`,
    },
    {
      name: 'curl',
      lines: `curl ${host}/v1/track -u ${key}: -H 'Content-Type: application/json' \\
  -d '{"userId": "42", "event": "Demo Booked"}'`,
    },
  ];
}

// After a write key was made: what to paste where, with this key and this server in it.
export function HowToSend({ made }: { made: ApiKey }) {
  const { t } = useTranslation();
  const host = window.location.origin + basePath();
  return (
    <Stack gap="xs" component="section" aria-labelledby="how-to-send">
      <Text id="how-to-send" component="h3" size="sm" fw={600} m={0}>
        {t('access:keys.send.title')}
      </Text>
      {examplesFor(made.kind, made.secret ?? '', host).map(({ name, lines }) => (
        <div key={name}>
          <Text size="sm" mb={4}>
            {t(`access:keys.send.${name}`)}
          </Text>
          <Secret text={lines} label={t(`access:keys.send.${name}`)} />
        </div>
      ))}
      {made.kind === 'write_browser' && (
        <Text size="sm" className="muted">
          {t('access:keys.send.consent')}
        </Text>
      )}
    </Stack>
  );
}
