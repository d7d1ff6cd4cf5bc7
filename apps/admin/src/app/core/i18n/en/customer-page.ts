/** What owners set about the page on which customers order. */
export const customerPage = {
  deliveryArea: {
    heading: 'Delivery area',
    hint: 'Deliveries to places outside are refused. An address without a position cannot be checked: it is accepted, and its ticket says so.',
    legend: 'Where do you deliver to?',
    kinds: { everywhere: 'Everywhere', radius: 'Within a distance', polygon: 'Within a line' },
    radius: 'Distance in km',
    radiusHint: 'As the crow flies. You can also drag the edge on the map.',
    map: 'Map of the delivery area. Arrow keys pan, plus and minus zoom. With Tab you reach the handles, which arrow keys move; Delete removes a corner.',
    corner: (number: string, of: string) => `Corner ${number} of ${of}`,
    edge: 'Edge of the delivery area',
    corners: (count: number): string =>
      count === 0
        ? 'Tap the map where the corners of your area are.'
        : count < 3
          ? 'Tap the map to add corners: an area has three or more.'
          : 'Drag a corner to move it, or tap the map to add one.',
    add: 'Corner in the middle of the map',
    remove: 'Remove corner',
    clear: 'Remove all',
    undo: 'Undo',
    faults: {
      radius: 'Enter a number from 0.1 to 100.',
      fewCorners: 'Set at least three corners.',
      manyCorners: 'An area has at most 200 corners. Remove one before you add another.',
      flat: 'The corners lie in one line. Move one, so that they enclose an area.',
    },
    save: 'Save delivery area',
    saved: 'Delivery area saved.',
    overtaken: 'Another user changed the delivery area. Saving replaces theirs.',
  },

  embedding: {
    heading: 'Page on your website',
    hint: 'Your website can show the page on which customers order. Name its address, then copy the lines into it.',
    sites: 'Websites that may show the page',
    sitesHint: 'One address per line, for example https://www.example.com. Leave it empty to allow none.',
    wrong: (site: string) =>
      `“${site}” is not an address such as https://www.example.com. It begins with https:// and ends with the name.`,
    tooMany: 'At most 10 websites.',
    save: 'Save websites',
    saved: 'Websites saved.',
    overtaken: 'Another user changed the websites. Saving replaces their list.',
    snippet: 'Lines for your website',
    snippetTitle: (name: string) => `Order from ${name}`,
    none: 'Save a website to get the lines for it.',
    copy: 'Copy',
    copied: 'Copied.',
    notCopied: 'Copying is not possible here. Select the lines and copy them.',
  },
};
