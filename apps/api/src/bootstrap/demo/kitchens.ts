import { CreateMenuItemRequest, CreateRestaurantRequest } from '@passline/contracts';
import { aurora, sakura } from '../../modules/console/demo-accounts.ts';

type MenuItem = Parameters<typeof CreateMenuItemRequest.parse>[0];
type Choice = readonly [name: string, price: number, usual?: 'usual'];

const dish = (
  category: string,
  name: string,
  price: number,
  description: string,
  ...options: object[]
): MenuItem => ({
  category,
  name,
  price,
  description,
  options,
});
const one = (name: string, ...choices: Choice[]) => ({ name, min: 1, max: 1, choices: choices.map(choice) });
const some = (name: string, max: number, ...choices: Choice[]) => ({
  name,
  min: 0,
  max,
  choices: choices.map(choice),
});
const choice = ([name, price, usual]: Choice) => ({ name, price, ...(usual && { isDefault: true }) });

const size = one('Size', ['Regular, 28 cm', 0, 'usual'], ['Large, 34 cm', 350]);
const toppings = some(
  'Extra toppings',
  4,
  ['Buffalo mozzarella', 250],
  ['Prosciutto', 300],
  ['Mushrooms', 150],
  ['Olives', 120],
);
const pasta = one('Pasta', ['As on the menu', 0, 'usual'], ['Gluten free', 200]);
const wasabi = some('On the side', 3, ['Extra wasabi', 0], ['Extra ginger', 0], ['Soy sauce', 50]);
const broth = one('Broth', ['Regular', 0, 'usual'], ['Rich', 100]);
const spice = one('Heat', ['Mild', 0], ['Medium', 0], ['Hot', 0]);

export const demoKitchens = [
  {
    id: aurora,
    profile: CreateRestaurantRequest.parse({
      name: 'Trattoria Aurora',
      description: 'Wood-fired pizza and fresh pasta, since 1987.',
      cuisine: 'Italian',
      address: 'Torstraße 125, 10119 Berlin',
      location: { lat: 52.52967, lng: 13.40126 },
      phone: '+49 30 5550100',
      deliveryFee: 290,
      minimumOrder: 1000,
    }),
    dishes: [
      dish('Antipasti', 'Bruschetta al pomodoro', 690, 'Grilled sourdough, vine tomatoes, basil, garlic'),
      dish('Antipasti', 'Burrata', 1190, 'With roasted cherry tomatoes and rocket pesto'),
      dish('Antipasti', 'Vitello tonnato', 1290, 'Thin veal, tuna and caper cream'),
      dish('Pizza', 'Margherita', 950, 'San Marzano tomatoes, fior di latte, basil', size, toppings),
      dish('Pizza', 'Diavola', 1190, 'Spicy salami, fior di latte, chilli', size, toppings),
      dish('Pizza', 'Quattro formaggi', 1250, 'Mozzarella, gorgonzola, taleggio, parmesan', size, toppings),
      dish('Pizza', 'Prosciutto e rucola', 1390, 'Parma ham, rocket, shaved parmesan', size, toppings),
      dish('Pasta', 'Spaghetti carbonara', 1290, 'Guanciale, egg yolk, pecorino, black pepper', pasta),
      dish('Pasta', 'Tagliatelle al ragù', 1350, 'Beef and pork, cooked for six hours', pasta),
      dish('Pasta', 'Ravioli ricotta e spinaci', 1420, 'In sage butter', pasta),
      dish('Dolci', 'Tiramisù', 650, 'Made this morning'),
      dish('Dolci', 'Panna cotta', 590, 'With raspberries'),
      dish('Drinks', 'San Pellegrino', 390, '0.75 l', one('Water', ['Sparkling', 0], ['Still', 0])),
      dish('Drinks', 'Chinotto', 350, '0.33 l'),
    ],
  },
  {
    id: sakura,
    profile: CreateRestaurantRequest.parse({
      name: 'Sakura Kitchen',
      description: 'Ramen, sushi and small plates from Osaka.',
      cuisine: 'Japanese',
      address: 'Kastanienallee 71, 10435 Berlin',
      location: { lat: 52.53813, lng: 13.40952 },
      phone: '+49 30 5550200',
      deliveryFee: 350,
      minimumOrder: 1500,
    }),
    dishes: [
      dish('Starters', 'Edamame', 490, 'Steamed, with sea salt'),
      dish(
        'Starters',
        'Gyoza',
        720,
        'Six pieces, fried on one side',
        one('Filling', ['Pork', 0], ['Vegetables', 0]),
      ),
      dish('Starters', 'Takoyaki', 790, 'Six octopus balls, bonito flakes'),
      dish('Ramen', 'Tonkotsu ramen', 1490, 'Pork broth of eighteen hours, chashu, egg, nori', broth, spice),
      dish('Ramen', 'Miso ramen', 1390, 'Fermented soy, corn, spring onion, egg', broth, spice),
      dish('Ramen', 'Shoyu ramen', 1390, 'Clear chicken broth, bamboo, egg', broth, spice),
      dish('Ramen', 'Vegan tantan', 1350, 'Sesame, soy mince, pak choi', spice),
      dish('Sushi', 'Salmon nigiri', 890, 'Four pieces', wasabi),
      dish('Sushi', 'Tuna maki', 790, 'Eight pieces', wasabi),
      dish('Sushi', 'Dragon roll', 1590, 'Eel, avocado, cucumber, eight pieces', wasabi),
      dish('Sushi', 'Sakura set', 2490, 'Eighteen pieces, chosen by the kitchen', wasabi),
      dish(
        'Sweets',
        'Mochi ice cream',
        620,
        'Three pieces',
        one('Taste', ['Matcha', 0], ['Mango', 0], ['Black sesame', 0]),
      ),
      dish('Drinks', 'Sencha', 420, 'A pot of green tea'),
      dish('Drinks', 'Ramune', 380, 'Lemonade with the marble, 0.2 l'),
    ],
  },
].map(({ dishes, ...kitchen }) => ({
  ...kitchen,
  dishes: dishes.map((item) => CreateMenuItemRequest.parse(item)),
}));
