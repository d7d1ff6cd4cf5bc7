/** The choice of all restaurants of the account, on one board. */
export const allRestaurants = 'all';
