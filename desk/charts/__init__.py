"""One drawing, two media: reportlab.graphics drawings for paper as vectors, and for the page as SVG."""
