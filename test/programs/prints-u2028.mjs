// Writes JSON with the separators that are legal inside it but end lines elsewhere.
console.log('{"text":"a\u2028b\u2029c\u0085d"}')
console.log('{"text":"next"}')
