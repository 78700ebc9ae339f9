import type { Scope } from '@/api/types';

export const roleNames = ['administrator', 'manager', 'marketer', 'sales', 'read_only', 'privacy_officer'];
export const scopes: Scope[] = ['all', 'team', 'own'];
