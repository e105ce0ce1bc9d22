/** Calls whose contract is not in the repository yet. */
export interface PendingRoutes {
  'POST /v1/ad-clicks': { needs: { body: { ticket: string } }; reply: unknown }
}
