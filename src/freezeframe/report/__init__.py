"""What is shown of an answer: pictures made from the originals, and the page that holds them."""
