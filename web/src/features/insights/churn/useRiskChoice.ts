import { listOf } from '@/lib/search';
import { useUrlState } from '@/ui/useUrlState';
import { type RiskChoice, stages, tiers } from '../stages';

export const risks = [0, 30, 40, 50, 60, 70, 80, 90];
const usual: RiskChoice = { risk: 50, tiers: ['vip', 'high'], stages: [] };

// What the list shows and the segment holds, kept in the address.
export function useRiskChoice(): [RiskChoice, (change: Partial<RiskChoice>) => void] {
  const [search, set] = useUrlState();
  const choice: RiskChoice = {
    risk: risks.find((one) => String(one) === search.risk) ?? usual.risk,
    tiers:
      search.tiers === undefined ? usual.tiers : tiers.filter((one) => listOf(search.tiers).includes(one)),
    stages: stages.filter((one) => listOf(search.stages).includes(one)),
  };
  const change = ({ risk, tiers: among, stages: within }: Partial<RiskChoice>) =>
    set({
      ...(risk !== undefined && { risk: risk === usual.risk ? undefined : String(risk) }),
      ...(among && { tiers: among.join(',') || 'all' }),
      ...(within && { stages: within.join(',') || undefined }),
    });
  return [choice, change];
}
