/** Runs the double by itself: `node test/support/stripe-double/start.ts [port]`, for the local stack (STRIPE_API_BASE). */
import { startStripeDouble } from './server.ts';

const double = await startStripeDouble({ port: Number(process.argv[2] ?? 12_111) });
console.log(`Stripe’s double listens at ${double.base}`);
