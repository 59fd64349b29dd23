<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>mmdesk</name>
    <message>
        <source>ARMED</source>
        <translation>ARMADA</translation>
    </message>
    <message>
        <source>Ack ms</source>
        <translation>Conf. ms</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Edad</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Venta</translation>
    </message>
    <message>
        <source>Average price</source>
        <translation>Precio medio</translation>
    </message>
    <message>
        <source>Back to now (End)</source>
        <translation>Volver al presente (Fin)</translation>
    </message>
    <message>
        <source>Bid</source>
        <translation>Compra</translation>
    </message>
    <message>
        <source>Book gaps / crossed</source>
        <translation>Huecos / cruces del libro</translation>
    </message>
    <message>
        <source>Book imbalance</source>
        <translation>Desequilibrio del libro</translation>
    </message>
    <message>
        <source>Book not trusted</source>
        <translation>Libro no fiable</translation>
    </message>
    <message>
        <source>Cancel all and quit</source>
        <translation>Cancelar todo y salir</translation>
    </message>
    <message>
        <source>Cancel all quotes and stop quoting</source>
        <translation>Cancelar todas las cotizaciones y dejar de cotizar</translation>
    </message>
    <message>
        <source>Cancel the selected orders</source>
        <translation>Cancelar las órdenes seleccionadas</translation>
    </message>
    <message>
        <source>Cancelling all orders, then quitting</source>
        <translation>Cancelando todas las órdenes antes de salir</translation>
    </message>
    <message>
        <source>Cancelling orders: {count}</source>
        <translation>Cancelando órdenes: {count}</translation>
    </message>
    <message>
        <source>Charts back to now</source>
        <translation>Gráficos: volver al presente</translation>
    </message>
    <message>
        <source>Check them on the venue's own page before you quit.</source>
        <translation>Compruébelas en la página de la plataforma antes de salir.</translation>
    </message>
    <message>
        <source>Client id</source>
        <translation>Id de cliente</translation>
    </message>
    <message>
        <source>Connection between window and engine</source>
        <translation>Conexión entre ventana y motor</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Contexto</translation>
    </message>
    <message>
        <source>DB {stored} of {journal}</source>
        <translation>BD {stored} de {journal}</translation>
    </message>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>DISARMED</source>
        <translation>DESARMADA</translation>
    </message>
    <message>
        <source>Data age ms</source>
        <translation>Edad ms</translation>
    </message>
    <message>
        <source>Disarm</source>
        <translation>Desarmar</translation>
    </message>
    <message>
        <source>Disarming: open orders to cancel: {count}</source>
        <translation>Desarmando: órdenes abiertas por cancelar: {count}</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Distance from the middle of the market, in basis points</source>
        <translation>Distancia al centro del mercado, en puntos básicos</translation>
    </message>
    <message>
        <source>Distance of the price from fair value at the fill; plus is in our favour</source>
        <translation>Distancia del precio al valor justo en la ejecución; más es a nuestro favor</translation>
    </message>
    <message>
        <source>Edge bps</source>
        <translation>Ventaja bps</translation>
    </message>
    <message>
        <source>Engine in its own process</source>
        <translation>Motor en su propio proceso</translation>
    </message>
    <message>
        <source>Engine: connected</source>
        <translation>Motor: conectado</translation>
    </message>
    <message>
        <source>Engine: not connected</source>
        <translation>Motor: no conectado</translation>
    </message>
    <message>
        <source>Everything shown is as old as that.</source>
        <translation>Todo lo que se ve tiene esa edad.</translation>
    </message>
    <message>
        <source>Fair value</source>
        <translation>Valor justo</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Comisión</translation>
    </message>
    <message>
        <source>Fees (quote)</source>
        <translation>Comisiones (cotiz.)</translation>
    </message>
    <message>
        <source>Figures that do not fit</source>
        <translation>Cifras que no caben</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>Ejecutado</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>Ejecuciones</translation>
    </message>
    <message>
        <source>First price</source>
        <translation>Primer precio</translation>
    </message>
    <message>
        <source>From the order's bytes on the socket to the venue's answer</source>
        <translation>Desde los bytes de la orden en el socket hasta la respuesta de la plataforma</translation>
    </message>
    <message>
        <source>Half spread bps</source>
        <translation>Medio dif. bps</translation>
    </message>
    <message>
        <source>of it minimum spread</source>
        <translation>de él, por dif. mínimo</translation>
    </message>
    <message>
        <source>Maker fee bps</source>
        <translation>Comisión maker bps</translation>
    </message>
    <message>
        <source>Hold the arm button again when this is settled.</source>
        <translation>Mantenga de nuevo el botón de armar cuando esté resuelto.</translation>
    </message>
    <message>
        <source>Hold the mouse or Space for 1.2 seconds to start quoting</source>
        <translation>Mantenga el ratón o Espacio 1,2 segundos para empezar a cotizar</translation>
    </message>
    <message>
        <source>Hold to arm</source>
        <translation>Mantener para armar</translation>
    </message>
    <message>
        <source>Inventory</source>
        <translation>Inventario</translation>
    </message>
    <message>
        <source>Inventory skew</source>
        <translation>Sesgo inventario</translation>
    </message>
    <message>
        <source>It may come back by itself. STOP is sent as soon as it listens.</source>
        <translation>Puede volver por sí solo. STOP se envía en cuanto escuche.</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>REAL</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Latency ms</source>
        <translation>Latencia ms</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Limit use %</source>
        <translation>Uso límite %</translation>
    </message>
    <message>
        <source>Live market data, simulated fills: no real money</source>
        <translation>Datos reales, ejecuciones simuladas: sin dinero real</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Look at the log, then try again.</source>
        <translation>Mire el registro e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Loop lag {ms} ms</source>
        <translation>Retraso {ms} ms</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Referencia</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Mercado</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menú</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Messages/s</source>
        <translation>Mensajes/s</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modo</translation>
    </message>
    <message>
        <source>Model price</source>
        <translation>Precio del modelo</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Módulo</translation>
    </message>
    <message>
        <source>More figures</source>
        <translation>Más cifras</translation>
    </message>
    <message>
        <source>Net P&amp;L</source>
        <translation>PyG neto</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Panel siguiente</translation>
    </message>
    <message>
        <source>No engine answers</source>
        <translation>Ningún motor responde</translation>
    </message>
    <message>
        <source>No fills yet: they appear here when somebody trades with one of our quotes.</source>
        <translation>Aún no hay ejecuciones: aparecen cuando alguien opera contra una de nuestras cotizaciones.</translation>
    </message>
    <message>
        <source>No open orders at this moment: see the reason in the panel at the right.</source>
        <translation>Sin órdenes abiertas en este momento: vea el motivo en el panel de la derecha.</translation>
    </message>
    <message>
        <source>No open orders: quoting is paused. Press Ctrl+. to resume.</source>
        <translation>Sin órdenes abiertas: cotización en pausa. Pulse Ctrl+. para reanudar.</translation>
    </message>
    <message>
        <source>No open orders: the desk is disarmed. Hold the arm button to start quoting.</source>
        <translation>Sin órdenes abiertas: la mesa está desarmada. Mantenga el botón de armar para empezar a cotizar.</translation>
    </message>
    <message>
        <source>No open orders: the desk was stopped. Press Reset stop, then hold the arm button.</source>
        <translation>Sin órdenes abiertas: la mesa se detuvo. Pulse Quitar el STOP y mantenga el botón de armar.</translation>
    </message>
    <message>
        <source>No orders are known: the engine is not connected.</source>
        <translation>No se conocen órdenes: el motor no está conectado.</translation>
    </message>
    <message>
        <source>No positions yet: the first fill opens one.</source>
        <translation>Aún no hay posiciones: la primera ejecución abre una.</translation>
    </message>
    <message>
        <source>Not armed: something is missing</source>
        <translation>No armada: falta algo</translation>
    </message>
    <message>
        <source>Not every order was cancelled</source>
        <translation>No se cancelaron todas las órdenes</translation>
    </message>
    <message>
        <source>Not ready to arm: {reasons}</source>
        <translation>No se puede armar: {reasons}</translation>
    </message>
    <message>
        <source>Nothing is quoted now. A new engine starts disarmed and asks the venue for all orders and fills.</source>
        <translation>Ahora no se cotiza nada. Un motor nuevo arranca desarmado y pide a la plataforma todas las órdenes y ejecuciones.</translation>
    </message>
    <message>
        <source>Nothing to pause: the desk is not armed</source>
        <translation>Nada que pausar: la mesa no está armada</translation>
    </message>
    <message>
        <source>Nothing to report yet.</source>
        <translation>Nada que contar todavía.</translation>
    </message>
    <message>
        <source>OFFLINE</source>
        <translation>SIN MOTOR</translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation>Abiertas</translation>
    </message>
    <message>
        <source>Open orders: {count}. Quoting stops when the engine ends.</source>
        <translation>Órdenes abiertas: {count}. La cotización cesa cuando termina el motor.</translation>
    </message>
    <message>
        <source>Open: {open}. Unknown: {unknown}.</source>
        <translation>Abiertas: {open}. Desconocidas: {unknown}.</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Órdenes</translation>
    </message>
    <message>
        <source>Orders may still be open</source>
        <translation>Puede haber órdenes abiertas</translation>
    </message>
    <message>
        <source>Orders of unknown state count in full until the venue has answered</source>
        <translation>Las órdenes de estado desconocido cuentan enteras hasta que la plataforma responda</translation>
    </message>
    <message>
        <source>Orders that may still be open at the venue: {count}.</source>
        <translation>Órdenes que pueden seguir abiertas en la plataforma: {count}.</translation>
    </message>
    <message>
        <source>Our ask</source>
        <translation>Nuestra venta</translation>
    </message>
    <message>
        <source>Our bid</source>
        <translation>Nuestra compra</translation>
    </message>
    <message>
        <source>Our spread / the market's spread, in basis points</source>
        <translation>Nuestro diferencial / el del mercado, en puntos básicos</translation>
    </message>
    <message>
        <source>PAPER</source>
        <translation>PAPEL</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>EN PAUSA</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Pause or resume quoting</source>
        <translation>Pausar o reanudar la cotización</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>Posiciones</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>Panel anterior</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Precio</translation>
    </message>
    <message>
        <source>Pull quotes and keep the state (Ctrl+.)</source>
        <translation>Retirar las cotizaciones y conservar el estado (Ctrl+.)</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Cantidad</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Quit anyway</source>
        <translation>Salir de todos modos</translation>
    </message>
    <message>
        <source>Quit? The desk is still working</source>
        <translation>¿Salir? La mesa sigue trabajando</translation>
    </message>
    <message>
        <source>Quoted price</source>
        <translation>Precio cotizado</translation>
    </message>
    <message>
        <source>Quotes / cancels</source>
        <translation>Cotizaciones / bajas</translation>
    </message>
    <message>
        <source>Quoting</source>
        <translation>Cotizando</translation>
    </message>
    <message>
        <source>Real orders with real money</source>
        <translation>Órdenes reales con dinero real</translation>
    </message>
    <message>
        <source>Realised (quote)</source>
        <translation>Realizado (cotiz.)</translation>
    </message>
    <message>
        <source>Reconnects {reconnects}, malformed messages {malformed}, request weight {weight} %</source>
        <translation>Reconexiones {reconnects}, mensajes mal formados {malformed}, peso de peticiones {weight} %</translation>
    </message>
    <message>
        <source>Reset stop</source>
        <translation>Quitar el STOP</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>Restablecer la disposición</translation>
    </message>
    <message>
        <source>Restart the engine</source>
        <translation>Reiniciar el motor</translation>
    </message>
    <message>
        <source>Restart the engine from here.</source>
        <translation>Reinicie el motor desde aquí.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>STOP and cancel all</source>
        <translation>STOP y cancelar todo</translation>
    </message>
    <message>
        <source>STOP and cancel all  F12</source>
        <translation>STOP: cancelar todo  F12</translation>
    </message>
    <message>
        <source>STOP: no engine answers, {elapsed} s</source>
        <translation>STOP: ningún motor responde, {elapsed} s</translation>
    </message>
    <message>
        <source>STOPPED</source>
        <translation>DETENIDA</translation>
    </message>
    <message>
        <source>Select orders in the Orders table first</source>
        <translation>Seleccione antes órdenes en la tabla Órdenes</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <source>Settle what is named here, then try again. The log folder has the details.</source>
        <translation>Resuelva lo que se indica y reinténtelo. La carpeta de registros tiene los detalles.</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Show fills</source>
        <translation>Ver ejecuciones</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Ver registro</translation>
    </message>
    <message>
        <source>Show orders</source>
        <translation>Ver órdenes</translation>
    </message>
    <message>
        <source>Show positions</source>
        <translation>Ver posiciones</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Lado</translation>
    </message>
    <message>
        <source>Simulated venue</source>
        <translation>Plataforma simulada</translation>
    </message>
    <message>
        <source>Simulated venue on this machine</source>
        <translation>Plataforma simulada en este equipo</translation>
    </message>
    <message>
        <source>Simulated venue on this machine: no keys, no outside network, no real money</source>
        <translation>Plataforma simulada en este equipo: sin claves, sin red externa, sin dinero real</translation>
    </message>
    <message>
        <source>Since the start of the session, in {quote}
Realised {realised}
Unrealised {unrealised}
Fees paid {fees}
Not explained {residual}</source>
        <translation>Desde el inicio de la sesión, en {quote}
Realizado {realised}
No realizado {unrealised}
Comisiones pagadas {fees}
Sin explicar {residual}</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>{share} % of the size: {why}</source>
        <translation>{share} % del tamaño: {why}</translation>
    </message>
    <message>
        <source>Something went wrong in the window itself</source>
        <translation>Algo falló en la propia ventana</translation>
    </message>
    <message>
        <source>Spread bps</source>
        <translation>Diferencial bps</translation>
    </message>
    <message>
        <source>Stale {age}</source>
        <translation>Sin datos nuevos: {age}</translation>
    </message>
    <message>
        <source>Starting the demo</source>
        <translation>Iniciando la demo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Quedarse</translation>
    </message>
    <message>
        <source>Stop quoting and cancel every order, at once (F12)</source>
        <translation>Dejar de cotizar y cancelar todas las órdenes, de inmediato (F12)</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tablas</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Objetivo</translation>
    </message>
    <message>
        <source>The desk could not be armed</source>
        <translation>No se pudo armar la mesa</translation>
    </message>
    <message>
        <source>The desk could not be disarmed</source>
        <translation>No se pudo desarmar la mesa</translation>
    </message>
    <message>
        <source>The desk starts disarmed: nothing is quoted until you hold the arm button.</source>
        <translation>La mesa arranca desarmada: no se cotiza nada hasta que mantenga pulsado el botón de armar.</translation>
    </message>
    <message>
        <source>The engine could not be started</source>
        <translation>No se pudo iniciar el motor</translation>
    </message>
    <message>
        <source>The engine did not confirm in time.</source>
        <translation>El motor no confirmó a tiempo.</translation>
    </message>
    <message>
        <source>The engine ended before it confirmed that no order is open.</source>
        <translation>El motor terminó antes de confirmar que no hay órdenes abiertas.</translation>
    </message>
    <message>
        <source>The engine has ended unexpectedly</source>
        <translation>El motor ha terminado de forma inesperada</translation>
    </message>
    <message>
        <source>The engine has not answered for {age}</source>
        <translation>El motor no responde desde hace {age}</translation>
    </message>
    <message>
        <source>The engine is not affected. If it happens again, restart the window.</source>
        <translation>El motor no se ve afectado. Si se repite, reinicie la ventana.</translation>
    </message>
    <message>
        <source>The engine is not running, so nothing can be cancelled from here.</source>
        <translation>El motor no está en marcha: desde aquí no se puede cancelar nada.</translation>
    </message>
    <message>
        <source>The engine refused this window</source>
        <translation>El motor rechazó esta ventana</translation>
    </message>
    <message>
        <source>The language changes at the next start</source>
        <translation>El idioma cambia en el próximo inicio</translation>
    </message>
    <message>
        <source>The pause was not taken</source>
        <translation>La pausa no se aplicó</translation>
    </message>
    <message>
        <source>The saved layout could not be used: this is the default one</source>
        <translation>La disposición guardada no sirve: se muestra la predeterminada</translation>
    </message>
    <message>
        <source>The simulated venue could not be started</source>
        <translation>No se pudo iniciar la plataforma simulada</translation>
    </message>
    <message>
        <source>Tick to order ms p50 / p99</source>
        <translation>Tick a orden ms p50 / p99</translation>
    </message>
    <message>
        <source>Time UTC</source>
        <translation>Hora UTC</translation>
    </message>
    <message>
        <source>To mid bps</source>
        <translation>Al medio bps</translation>
    </message>
    <message>
        <source>Trade id</source>
        <translation>Id de operación</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Unrealised (quote)</source>
        <translation>No realizado (cotiz.)</translation>
    </message>
    <message>
        <source>Value (quote)</source>
        <translation>Valor (cotiz.)</translation>
    </message>
    <message>
        <source>Venue id</source>
        <translation>Id de plataforma</translation>
    </message>
    <message>
        <source>Volatility bps/√s</source>
        <translation>Volatilidad bps/√s</translation>
    </message>
    <message>
        <source>Why this quote</source>
        <translation>Por qué esta cotización</translation>
    </message>
    <message>
        <source>ack {ack} ms</source>
        <translation>conf. {ack} ms</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>venta</translation>
    </message>
    <message>
        <source>ask only</source>
        <translation>solo venta</translation>
    </message>
    <message>
        <source>bid</source>
        <translation>compra</translation>
    </message>
    <message>
        <source>bid only</source>
        <translation>solo compra</translation>
    </message>
    <message>
        <source>both sides</source>
        <translation>ambos lados</translation>
    </message>
    <message>
        <source>bought</source>
        <translation>comprado</translation>
    </message>
    <message>
        <source>bps</source>
        <translation>bps</translation>
    </message>
    <message>
        <source>buy</source>
        <translation>compra</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelada</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>conectada</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>crítico</translation>
    </message>
    <message>
        <source>data age p50</source>
        <translation>edad de datos p50</translation>
    </message>
    <message>
        <source>data age p95</source>
        <translation>edad de datos p95</translation>
    </message>
    <message>
        <source>debug</source>
        <translation>depuración</translation>
    </message>
    <message>
        <source>denied by limits</source>
        <translation>denegada por límites</translation>
    </message>
    <message>
        <source>error</source>
        <translation>error</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>código de salida {code}</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>caducada</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>falló</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>justo</translation>
    </message>
    <message>
        <source>filled</source>
        <translation>ejecutada</translation>
    </message>
    <message>
        <source>info</source>
        <translation>información</translation>
    </message>
    <message>
        <source>killed by signal {number}</source>
        <translation>terminado por la señal {number}</translation>
    </message>
    <message>
        <source>last message {age} ms ago</source>
        <translation>último mensaje hace {age} ms</translation>
    </message>
    <message>
        <source>maker</source>
        <translation>maker</translation>
    </message>
    <message>
        <source>market</source>
        <translation>mercado</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>no conectada</translation>
    </message>
    <message>
        <source>off</source>
        <translation>no</translation>
    </message>
    <message>
        <source>order ack p95</source>
        <translation>confirmación de orden p95</translation>
    </message>
    <message>
        <source>our ask</source>
        <translation>nuestra venta</translation>
    </message>
    <message>
        <source>our bid</source>
        <translation>nuestra compra</translation>
    </message>
    <message>
        <source>ours</source>
        <translation>nuestro</translation>
    </message>
    <message>
        <source>partially filled</source>
        <translation>ejecutada en parte</translation>
    </message>
    <message>
        <source>pending cancel</source>
        <translation>baja pendiente</translation>
    </message>
    <message>
        <source>pending change</source>
        <translation>cambio pendiente</translation>
    </message>
    <message>
        <source>pending new</source>
        <translation>alta pendiente</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>prevista</translation>
    </message>
    <message>
        <source>ready after {seconds} s</source>
        <translation>listo tras {seconds} s</translation>
    </message>
    <message>
        <source>reconciling</source>
        <translation>reconciliando</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rechazada</translation>
    </message>
    <message>
        <source>resting</source>
        <translation>en libro</translation>
    </message>
    <message>
        <source>sell</source>
        <translation>venta</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>vendido</translation>
    </message>
    <message>
        <source>taker</source>
        <translation>taker</translation>
    </message>
    <message>
        <source>the engine is not connected</source>
        <translation>el motor no está conectado</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>aviso</translation>
    </message>
    <message>
        <source>{percent} % of the limit of {limit}</source>
        <translation>{percent} % del límite de {limit}</translation>
    </message>
    <message>
        <source>▲ DB fault: {fault}</source>
        <translation>▲ Fallo de BD: {fault}</translation>
    </message>
    <message>
        <source>The simulated venue has ended for good</source>
        <translation>La plataforma simulada ha terminado definitivamente</translation>
    </message>
    <message>
        <source>Nothing more can be quoted in this session. Close the desk and start it again.</source>
        <translation>En esta sesión ya no se puede cotizar. Cierre la mesa y vuelva a abrirla.</translation>
    </message>
    <message>
        <source>disarmed</source>
        <translation>desarmada</translation>
    </message>
    <message>
        <source>armed</source>
        <translation>armada</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenida</translation>
    </message>
    <message>
        <source>armed by hand</source>
        <translation>armada a mano</translation>
    </message>
    <message>
        <source>disarmed by hand</source>
        <translation>desarmada a mano</translation>
    </message>
    <message>
        <source>paused by hand</source>
        <translation>puesta en pausa a mano</translation>
    </message>
    <message>
        <source>resumed by hand</source>
        <translation>reanudada a mano</translation>
    </message>
    <message>
        <source>stopped by hand</source>
        <translation>detenida a mano</translation>
    </message>
    <message>
        <source>mmdesk stop</source>
        <translation>orden «mmdesk stop»</translation>
    </message>
    <message>
        <source>venue lost</source>
        <translation>conexión con la plataforma perdida</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>perdido</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>trusted</source>
        <translation>fiable</translation>
    </message>
    <message>
        <source>reconciled</source>
        <translation>conciliado</translation>
    </message>
    <message>
        <source>book not trusted, {fault}</source>
        <translation>libro no fiable, {fault}</translation>
    </message>
    <message>
        <source>market data is stale</source>
        <translation>datos de mercado atrasados</translation>
    </message>
    <message>
        <source>one side of the book is empty</source>
        <translation>un lado del libro está vacío</translation>
    </message>
    <message>
        <source>one side is empty</source>
        <translation>un lado está vacío</translation>
    </message>
    <message>
        <source>no market data for {ms} ms</source>
        <translation>sin datos de mercado desde hace {ms} ms</translation>
    </message>
    <message>
        <source>no snapshot yet</source>
        <translation>aún sin instantánea</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>hueco</translation>
    </message>
    <message>
        <source>crossed</source>
        <translation>cruzado</translation>
    </message>
    <message>
        <source>malformed</source>
        <translation>mal formado</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>en silencio</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>desconectado</translation>
    </message>
    <message>
        <source>gap: {detail}</source>
        <translation>hueco: {detail}</translation>
    </message>
    <message>
        <source>crossed: {detail}</source>
        <translation>cruzado: {detail}</translation>
    </message>
    <message>
        <source>malformed: {detail}</source>
        <translation>mal formado: {detail}</translation>
    </message>
    <message>
        <source>silent: {detail}</source>
        <translation>en silencio: {detail}</translation>
    </message>
    <message>
        <source>disconnected: {detail}</source>
        <translation>desconectado: {detail}</translation>
    </message>
    <message>
        <source>update {first} is followed by {second}</source>
        <translation>a la actualización {first} le sigue la {second}</translation>
    </message>
    <message>
        <source>best bid {bid} is not below best ask {ask} at {update}</source>
        <translation>la mejor compra {bid} no está por debajo de la mejor venta {ask} en {update}</translation>
    </message>
    <message>
        <source>top {bid_size} @ {bid} / {ask_size} @ {ask}</source>
        <translation>cima {bid_size} @ {bid} / {ask_size} @ {ask}</translation>
    </message>
    <message>
        <source>delta {first}..{last}: level {level}</source>
        <translation>delta {first}..{last}: nivel {level}</translation>
    </message>
    <message>
        <source>snapshot {update}: level {level}</source>
        <translation>instantánea {update}: nivel {level}</translation>
    </message>
    <message>
        <source>snapshot {update}: levels out of order</source>
        <translation>instantánea {update}: niveles desordenados</translation>
    </message>
    <message>
        <source>order under way</source>
        <translation>orden en curso</translation>
    </message>
    <message>
        <source>filled order delay</source>
        <translation>espera tras ejecución</translation>
    </message>
    <message>
        <source>refused by the venue</source>
        <translation>rechazada por la plataforma</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>rechazada</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>no enviada</translation>
    </message>
    <message>
        <source>{ms} ms left</source>
        <translation>faltan {ms} ms</translation>
    </message>
    <message>
        <source>not evaluated</source>
        <translation>sin evaluar</translation>
    </message>
    <message>
        <source>inventory limit</source>
        <translation>límite de inventario</translation>
    </message>
    <message>
        <source>minimum quantity</source>
        <translation>cantidad mínima</translation>
    </message>
    <message>
        <source>maximum quantity</source>
        <translation>cantidad máxima</translation>
    </message>
    <message>
        <source>{count} of {least} lots</source>
        <translation>{count} de {least} lotes</translation>
    </message>
    <message>
        <source>minimum notional</source>
        <translation>importe mínimo</translation>
    </message>
    <message>
        <source>price</source>
        <translation>precio</translation>
    </message>
    <message>
        <source>not positive</source>
        <translation>no positivo</translation>
    </message>
    <message>
        <source>price ceiling</source>
        <translation>precio máximo</translation>
    </message>
    <message>
        <source>price floor</source>
        <translation>precio mínimo</translation>
    </message>
    <message>
        <source>volatility</source>
        <translation>volatilidad</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>aún sin medir</translation>
    </message>
    <message>
        <source>trading state</source>
        <translation>estado de operación</translation>
    </message>
    <message>
        <source>venue</source>
        <translation>plataforma</translation>
    </message>
    <message>
        <source>book</source>
        <translation>libro</translation>
    </message>
    <message>
        <source>data age</source>
        <translation>antigüedad de los datos</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>sin datos</translation>
    </message>
    <message>
        <source>tick size</source>
        <translation>tamaño del tick</translation>
    </message>
    <message>
        <source>lot size</source>
        <translation>tamaño del lote</translation>
    </message>
    <message>
        <source>order quantity</source>
        <translation>cantidad de la orden</translation>
    </message>
    <message>
        <source>order value</source>
        <translation>importe de la orden</translation>
    </message>
    <message>
        <source>price collar</source>
        <translation>banda de precios</translation>
    </message>
    <message>
        <source>price collar, last good mid</source>
        <translation>banda de precios, último medio válido</translation>
    </message>
    <message>
        <source>post-only</source>
        <translation>solo creador (post-only)</translation>
    </message>
    <message>
        <source>self-match</source>
        <translation>cruce con orden propia</translation>
    </message>
    <message>
        <source>duplicate slot</source>
        <translation>puesto duplicado</translation>
    </message>
    <message>
        <source>{slot} is taken</source>
        <translation>{slot} está ocupado</translation>
    </message>
    <message>
        <source>1 order</source>
        <translation>1 orden</translation>
    </message>
    <message>
        <source>below ask {price}</source>
        <translation>bajo la venta {price}</translation>
    </message>
    <message>
        <source>above bid {price}</source>
        <translation>sobre la compra {price}</translation>
    </message>
    <message>
        <source>own order at {price}</source>
        <translation>orden propia a {price}</translation>
    </message>
    <message>
        <source>open orders</source>
        <translation>órdenes abiertas</translation>
    </message>
    <message>
        <source>position</source>
        <translation>posición</translation>
    </message>
    <message>
        <source>balance</source>
        <translation>saldo</translation>
    </message>
    <message>
        <source>known {asset}</source>
        <translation>{asset} conocido</translation>
    </message>
    <message>
        <source>message rate</source>
        <translation>ritmo de mensajes</translation>
    </message>
    <message>
        <source>no mid</source>
        <translation>sin precio medio</translation>
    </message>
    <message>
        <source>{value} against {limit}</source>
        <translation>{value} frente a {limit}</translation>
    </message>
    <message>
        <source>periodic</source>
        <translation>periódica</translation>
    </message>
    <message>
        <source>rejected by the venue</source>
        <translation>rechazada por la plataforma</translation>
    </message>
    <message>
        <source>rejected, but it exists</source>
        <translation>rechazada, pero existe</translation>
    </message>
    <message>
        <source>ended here, but shown as open</source>
        <translation>terminada aquí, pero figura abierta</translation>
    </message>
    <message>
        <source>left by an earlier session</source>
        <translation>dejada por una sesión anterior</translation>
    </message>
    <message>
        <source>the venue does not know it</source>
        <translation>la plataforma no la conoce</translation>
    </message>
    <message>
        <source>never sent: {why}</source>
        <translation>nunca enviada: {why}</translation>
    </message>
    <message>
        <source>not sent: {why}</source>
        <translation>no enviada: {why}</translation>
    </message>
    <message>
        <source>the journal could not be written</source>
        <translation>no se pudo escribir el diario</translation>
    </message>
    <message>
        <source>the desk is shutting down</source>
        <translation>la mesa se está cerrando</translation>
    </message>
    <message>
        <source>{count} orders wait for an answer already</source>
        <translation>ya hay {count} órdenes esperando respuesta</translation>
    </message>
    <message>
        <source>the request was interrupted before an answer came</source>
        <translation>la petición se interrumpió antes de la respuesta</translation>
    </message>
    <message>
        <source>cancelled by hand</source>
        <translation>cancelada a mano</translation>
    </message>
    <message>
        <source>the ladder became shorter</source>
        <translation>la escalera se acortó</translation>
    </message>
    <message>
        <source>fills of {order} are missing</source>
        <translation>faltan ejecuciones de {order}</translation>
    </message>
    <message>
        <source>fill {fill} may be its own</source>
        <translation>la ejecución {fill} puede ser suya</translation>
    </message>
    <message>
        <source>no reconciliation yet</source>
        <translation>aún sin conciliación</translation>
    </message>
    <message>
        <source>no outcome came</source>
        <translation>no llegó resultado</translation>
    </message>
    <message>
        <source>not part of the ladder</source>
        <translation>no pertenece a la escalera</translation>
    </message>
    <message>
        <source>fate unknown</source>
        <translation>destino desconocido</translation>
    </message>
    <message>
        <source>orders of unknown fate</source>
        <translation>órdenes de destino desconocido</translation>
    </message>
    <message>
        <source>account stream connected</source>
        <translation>flujo de cuenta conectado</translation>
    </message>
    <message>
        <source>not among the venue's open orders</source>
        <translation>no figura entre las órdenes abiertas de la plataforma</translation>
    </message>
    <message>
        <source>order age</source>
        <translation>edad de la orden</translation>
    </message>
    <message>
        <source>price moved</source>
        <translation>el precio se movió</translation>
    </message>
    <message>
        <source>size too large</source>
        <translation>tamaño excesivo</translation>
    </message>
    <message>
        <source>size too small</source>
        <translation>tamaño escaso</translation>
    </message>
    <message>
        <source>the session ended while it was sent</source>
        <translation>la sesión terminó mientras se enviaba</translation>
    </message>
    <message>
        <source>the session ended while it changed</source>
        <translation>la sesión terminó mientras cambiaba</translation>
    </message>
    <message>
        <source>stopping: nothing of ours may rest</source>
        <translation>parando: nada nuestro puede quedar</translation>
    </message>
    <message>
        <source>earlier session</source>
        <translation>sesión anterior</translation>
    </message>
    <message>
        <source>The desk is stopped: disarm it first.</source>
        <translation>La mesa está detenida: desármela primero.</translation>
    </message>
    <message>
        <source>{venue}: the account stream is not connected.</source>
        <translation>{venue}: el flujo de la cuenta no está conectado.</translation>
    </message>
    <message>
        <source>{venue}: orders and fills are not reconciled yet.</source>
        <translation>{venue}: órdenes y ejecuciones aún no conciliadas.</translation>
    </message>
    <message>
        <source>{venue}: its limit of requests per minute is used up, perhaps by other programs or earlier starts. It is asked again in {seconds} s.</source>
        <translation>{venue}: su límite de peticiones por minuto está agotado, quizá por otros programas o arranques anteriores. Se le volverá a preguntar en {seconds} s.</translation>
    </message>
    <message>
        <source>{market}: the book is not trusted ({fault}).</source>
        <translation>{market}: el libro no es fiable ({fault}).</translation>
    </message>
    <message>
        <source>{market}: market data is older than {ms} ms.</source>
        <translation>{market}: los datos de mercado tienen más de {ms} ms.</translation>
    </message>
    <message>
        <source>{market}: one side of the book is empty.</source>
        <translation>{market}: un lado del libro está vacío.</translation>
    </message>
    <message>
        <source>Cannot {ask} while {state}.</source>
        <translation>No se puede {ask}: la mesa está en estado «{state}».</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>armar</translation>
    </message>
    <message>
        <source>disarm</source>
        <translation>desarmar</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>pausar</translation>
    </message>
    <message>
        <source>resume</source>
        <translation>reanudar</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>detener</translation>
    </message>
    <message>
        <source>The desk is {state}.</source>
        <translation>La mesa está en estado «{state}».</translation>
    </message>
    <message>
        <source>The desk is {state}; {count} orders are being cancelled.</source>
        <translation>La mesa está en estado «{state}»; se cancelan {count} órdenes.</translation>
    </message>
    <message>
        <source>{count} cancels sent.</source>
        <translation>{count} cancelaciones enviadas.</translation>
    </message>
    <message>
        <source>{count} cancels sent. Not orders of this desk: {ids}.</source>
        <translation>{count} cancelaciones enviadas. No son órdenes de esta mesa: {ids}.</translation>
    </message>
    <message>
        <source>{market} is not a market of this desk.</source>
        <translation>{market} no es un mercado de esta mesa.</translation>
    </message>
    <message>
        <source>{market}: parameters set.</source>
        <translation>{market}: parámetros fijados.</translation>
    </message>
    <message>
        <source>{market} is not quoted here; markets of this session: {markets}</source>
        <translation>{market} no se cotiza aquí; mercados de esta sesión: {markets}</translation>
    </message>
    <message>
        <source>{command} is not for the core</source>
        <translation>{command} no es para el núcleo</translation>
    </message>
    <message>
        <source>the engine is still starting: wait until the venue is connected</source>
        <translation>el motor aún arranca: espere a que la plataforma esté conectada</translation>
    </message>
    <message>
        <source>asked by a person</source>
        <translation>pedido por una persona</translation>
    </message>
    <message>
        <source>orders may still be open at {venues}</source>
        <translation>pueden quedar órdenes abiertas en {venues}</translation>
    </message>
    <message>
        <source>the venue was not asked</source>
        <translation>no se preguntó a la plataforma</translation>
    </message>
    <message>
        <source>the venue did not answer in time</source>
        <translation>la plataforma no respondió a tiempo</translation>
    </message>
    <message>
        <source>price_ceiling: {ceiling} is not above price_floor {floor}</source>
        <translation>price_ceiling: {ceiling} no supera price_floor {floor}</translation>
    </message>
    <message>
        <source>order_levels: {levels} is not between 1 and {most}</source>
        <translation>order_levels: {levels} no está entre 1 y {most}</translation>
    </message>
    <message>
        <source>{name}: {value} is not one of {choices}</source>
        <translation>{name}: {value} no es uno de {choices}</translation>
    </message>
    <message>
        <source>{name}: {value} is not a finite number</source>
        <translation>{name}: {value} no es un número finito</translation>
    </message>
    <message>
        <source>{name}: not a finite number</source>
        <translation>{name}: no es un número finito</translation>
    </message>
    <message>
        <source>{name}: {value} is not above zero</source>
        <translation>{name}: {value} no es mayor que cero</translation>
    </message>
    <message>
        <source>{name}: {value} is not zero or more</source>
        <translation>{name}: {value} no es cero o más</translation>
    </message>
    <message>
        <source>{market}: no risk limits</source>
        <translation>{market}: sin límites de riesgo</translation>
    </message>
    <message>
        <source>{market}: no quoting parameters</source>
        <translation>{market}: sin parámetros de cotización</translation>
    </message>
    <message>
        <source>{market}: fill {fill} was not booked.</source>
        <translation>{market}: la ejecución {fill} no se anotó.</translation>
    </message>
    <message>
        <source>Its price {price}, quantity {quantity} or fee {fee} cannot be true.</source>
        <translation>Su precio {price}, cantidad {quantity} o comisión {fee} no puede ser cierto.</translation>
    </message>
    <message>
        <source>Compare the position with the venue before arming again.</source>
        <translation>Compare la posición con la plataforma antes de volver a armar.</translation>
    </message>
    <message>
        <source>Order {order} was rejected, but the venue has it.</source>
        <translation>La orden {order} fue rechazada, pero la plataforma la tiene.</translation>
    </message>
    <message>
        <source>The venue refused it first and showed or filled it later.</source>
        <translation>La plataforma la rechazó primero y después la mostró o ejecutó.</translation>
    </message>
    <message>
        <source>It is being cancelled; compare its fills with the venue.</source>
        <translation>Se está cancelando; compare sus ejecuciones con la plataforma.</translation>
    </message>
    <message>
        <source>Order {order} filled {filled} of {quantity}.</source>
        <translation>La orden {order} ejecutó {filled} de {quantity}.</translation>
    </message>
    <message>
        <source>The venue told more fills than the order has quantity.</source>
        <translation>La plataforma comunicó más ejecuciones que la cantidad de la orden.</translation>
    </message>
    <message>
        <source>Compare position and fills with the venue before arming again.</source>
        <translation>Compare posición y ejecuciones con la plataforma antes de volver a armar.</translation>
    </message>
    <message>
        <source>{venue} refused order {order}.</source>
        <translation>{venue} rechazó la orden {order}.</translation>
    </message>
    <message>
        <source>Check balance, permissions and the market's rules; quoting goes on with the next try.</source>
        <translation>Revise saldo, permisos y reglas de la plataforma; la cotización sigue con el próximo intento.</translation>
    </message>
    <message>
        <source>Order {order} cannot be {signal} while it is {state}.</source>
        <translation>La orden {order} no puede pasar por «{signal}» en estado «{state}».</translation>
    </message>
    <message>
        <source>The venue's messages contradict each other or came in an impossible order.</source>
        <translation>Los mensajes de la plataforma se contradicen o llegaron en un orden imposible.</translation>
    </message>
    <message>
        <source>Nothing now: the account is being reconciled. Report it if it happens again.</source>
        <translation>Nada por ahora: la cuenta se está conciliando. Infórmelo si se repite.</translation>
    </message>
    <message>
        <source>Order {order} is still of unknown fate after 60 s.</source>
        <translation>La orden {order} sigue con destino desconocido tras 60 s.</translation>
    </message>
    <message>
        <source>The venue neither shows it nor proves that it never existed.</source>
        <translation>La plataforma ni la muestra ni prueba que no existió.</translation>
    </message>
    <message>
        <source>It counts in full against the limits. Look for it on the venue's own page.</source>
        <translation>Cuenta por entero en los límites. Búsquela en la página de la plataforma.</translation>
    </message>
    <message>
        <source>{venue}: the account stream is lost.</source>
        <translation>{venue}: flujo de la cuenta perdido.</translation>
    </message>
    <message>
        <source>Quotes are being pulled; quoting resumes by itself after a reconciliation.</source>
        <translation>Se retiran las cotizaciones; se reanudan solas tras una conciliación.</translation>
    </message>
    <message>
        <source>{venue} cannot be reached</source>
        <translation>no se alcanza {venue}</translation>
    </message>
    <message>
        <source>mmdesk keeps trying; check the network and the venue's status page.</source>
        <translation>mmdesk sigue intentándolo; revise la red y la página de estado de la plataforma.</translation>
    </message>
    <message>
        <source>an internal error stopped the quoting</source>
        <translation>un error interno detuvo la cotización</translation>
    </message>
    <message>
        <source>Quotes are pulled. Restart the engine; please report the error with the log file.</source>
        <translation>Se retiran las cotizaciones. Reinicie el motor e informe del error con el archivo de registro.</translation>
    </message>
    <message>
        <source>internal error in {task}: {error}</source>
        <translation>error interno en {task}: {error}</translation>
    </message>
    <message>
        <source>{task} failed: {error}</source>
        <translation>{task} falló: {error}</translation>
    </message>
    <message>
        <source>the stop is not proved at {venue}</source>
        <translation>la parada no está probada en {venue}</translation>
    </message>
    <message>
        <source>{count} orders of ours are still open after {time}</source>
        <translation>{count} órdenes nuestras siguen abiertas tras {time}</translation>
    </message>
    <message>
        <source>Look at the venue's own page and cancel there; keep mmdesk running, it goes on asking.</source>
        <translation>Mire la página de la plataforma y cancele allí; deje mmdesk en marcha, sigue preguntando.</translation>
    </message>
    <message>
        <source>what the desk does cannot be written down</source>
        <translation>no se puede anotar lo que hace la mesa</translation>
    </message>
    <message>
        <source>Free disk space or repair the data folder, then restart mmdesk. Quotes are pulled until then.</source>
        <translation>Libere espacio o repare la carpeta de datos y reinicie mmdesk. Hasta entonces se retiran las cotizaciones.</translation>
    </message>
    <message>
        <source>what the desk did can no longer be read in full</source>
        <translation>ya no se puede leer entero lo que hizo la mesa</translation>
    </message>
    <message>
        <source>Restart mmdesk: it compares with the venues and keeps the damaged files. Quotes are pulled until then.</source>
        <translation>Reinicie mmdesk: compara con las plataformas y conserva los archivos dañados. Hasta entonces se retiran las cotizaciones.</translation>
    </message>
    <message>
        <source>storage: {fault}</source>
        <translation>almacenamiento: {fault}</translation>
    </message>
    <message>
        <source>the journal cannot be written: {error}</source>
        <translation>no se puede escribir el diario: {error}</translation>
    </message>
    <message>
        <source>the simulated venue ended (exit code {code}); it is started again</source>
        <translation>la plataforma simulada terminó (código {code}); se inicia de nuevo</translation>
    </message>
    <message>
        <source>the simulated venue did not start again: {why}</source>
        <translation>la plataforma simulada no volvió a iniciarse: {why}</translation>
    </message>
    <message>
        <source>the simulated venue is back</source>
        <translation>la plataforma simulada ha vuelto</translation>
    </message>
    <message>
        <source>the simulated venue died {count} times and is left alone now</source>
        <translation>la plataforma simulada cayó {count} veces y ya no se reinicia</translation>
    </message>
    <message>
        <source>the simulated venue said {words}: {why}</source>
        <translation>la plataforma simulada dijo {words}: {why}</translation>
    </message>
    <message>
        <source>the simulated venue</source>
        <translation>la plataforma simulada</translation>
    </message>
    <message>
        <source>the engine</source>
        <translation>el motor</translation>
    </message>
    <message>
        <source>{name} did not answer within {limit} s: {why}</source>
        <translation>{name} no respondió en {limit} s: {why}</translation>
    </message>
    <message>
        <source>it printed nothing</source>
        <translation>no escribió nada</translation>
    </message>
    <message>
        <source>{name} ended with exit code {code} and said nothing</source>
        <translation>{name} terminó con código {code} sin decir nada</translation>
    </message>
    <message>
        <source>Nothing holds a quote back</source>
        <translation>Nada retiene una cotización</translation>
    </message>
    <message>
        <source>recording {file} cannot be played: {why}. Check --replay</source>
        <translation>no se puede reproducir la grabación {file}: {why}. Revise --replay</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es una carpeta</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>el archivo no existe</translation>
    </message>
    <message>
        <source>not protected</source>
        <translation>sin protección</translation>
    </message>
    <message>
        <source>protected</source>
        <translation>protegido</translation>
    </message>
    <message>
        <source>Nothing would cancel our orders at {venue} if this program died: the guardian is not on duty.</source>
        <translation>Nadie cancelaría nuestras órdenes en {venue} si este programa muriera: el guardián no está de guardia.</translation>
    </message>
    <message>
        <source>Facts of the journal are lost. Compare positions with the venue, end mmdesk, run 'mmdesk doctor --accept-damage' and start again.</source>
        <translation>Se han perdido hechos del diario. Compare las posiciones con la plataforma, cierre mmdesk, ejecute «mmdesk doctor --accept-damage» y vuelva a empezar.</translation>
    </message>
    <message>
        <source>protected by: {guardian}</source>
        <translation>protegido por: {guardian}</translation>
    </message>
    <message>
        <source>NOT PROTECTED</source>
        <translation>SIN PROTECCIÓN</translation>
    </message>
    <message>
        <source>the guardian took our orders off</source>
        <translation>el guardián retiró nuestras órdenes</translation>
    </message>
    <message>
        <source>The guardian is not on duty.</source>
        <translation>El guardián no está de guardia.</translation>
    </message>
    <message>
        <source>Quotes are pulled until it is; nothing to do unless this stays.</source>
        <translation>Las cotizaciones se retiran hasta que lo esté; nada que hacer salvo que esto persista.</translation>
    </message>
    <message>
        <source>Nothing is quoted until a person arms or resumes.</source>
        <translation>No se cotiza nada hasta que una persona arme o reanude.</translation>
    </message>
    <message>
        <source>Quoting resumes by itself after a reconciliation.</source>
        <translation>La cotización se reanuda sola tras una conciliación.</translation>
    </message>
    <message>
        <source>Nothing now: this start reconciles with the venue before it may arm.</source>
        <translation>Nada por ahora: este arranque se concilia con la plataforma antes de poder armarse.</translation>
    </message>
    <message>
        <source>What the guardian did last cannot be read.</source>
        <translation>No se puede leer lo último que hizo el guardián.</translation>
    </message>
    <message>
        <source>The guardian took our orders off: {count} cancelled, none left.</source>
        <translation>El guardián retiró nuestras órdenes: {count} canceladas, no queda ninguna.</translation>
    </message>
    <message>
        <source>The guardian took our orders off: {count} cancelled, not proved that none is left.</source>
        <translation>El guardián retiró nuestras órdenes: {count} canceladas, sin prueba de que no quede ninguna.</translation>
    </message>
    <message>
        <source>{count} orders of an earlier session wait for a decision: adopt, cancel or ignore each.</source>
        <translation>{count} órdenes de una sesión anterior esperan una decisión: adoptar, cancelar o ignorar cada una.</translation>
    </message>
    <message>
        <source>{count} orders decided: {decision}.</source>
        <translation>{count} órdenes decididas: {decision}.</translation>
    </message>
    <message>
        <source>Not open orders of an earlier session: {ids}.</source>
        <translation>No son órdenes abiertas de una sesión anterior: {ids}.</translation>
    </message>
    <message>
        <source>{count} orders of an earlier session are being cancelled.</source>
        <translation>Se están cancelando {count} órdenes de una sesión anterior.</translation>
    </message>
    <message>
        <source>Nobody decided about them in time.</source>
        <translation>Nadie decidió sobre ellas a tiempo.</translation>
    </message>
    <message>
        <source>Nothing now. The time allowed is orders.leftovers_decide_within_s.</source>
        <translation>Nada por ahora. El plazo es orders.leftovers_decide_within_s.</translation>
    </message>
    <message>
        <source>Filter the table shown</source>
        <translation>Filtrar la tabla visible</translation>
    </message>
    <message>
        <source>Save the table as CSV</source>
        <translation>Guardar la tabla como CSV</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Fee asset</source>
        <translation>Divisa comisión</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>The filter hides all {count} rows: press Esc in its field to see them.</source>
        <translation>El filtro oculta las {count} filas: pulse Esc en su campo para verlas.</translation>
    </message>
    <message>
        <source>Filter  Ctrl+F</source>
        <translation>Filtro  Ctrl+F</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Choose the columns of this table</source>
        <translation>Elegir las columnas de esta tabla</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>Save the rows shown as a CSV file (Ctrl+E)</source>
        <translation>Guardar las filas visibles en un archivo CSV (Ctrl+E)</translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>Guardar como CSV</translation>
    </message>
    <message>
        <source>{count} rows saved to {file}</source>
        <translation>{count} filas guardadas en {file}</translation>
    </message>
    <message>
        <source>Not saved: {why}</source>
        <translation>No guardado: {why}</translation>
    </message>
    <message>
        <source>Cancel the selected orders  Del</source>
        <translation>Cancelar las órdenes seleccionadas  Supr</translation>
    </message>
    <message>
        <source>A foreign order: nothing but this row is known of it</source>
        <translation>Orden ajena: solo se conoce lo que dice esta fila</translation>
    </message>
    <message>
        <source>The order's whole history  Enter</source>
        <translation>Historia completa de la orden  Intro</translation>
    </message>
    <message>
        <source> + {count} foreign</source>
        <translation> + {count} ajenas</translation>
    </message>
    <message>
        <source>Show or hide the window</source>
        <translation>Mostrar u ocultar la ventana</translation>
    </message>
    <message>
        <source>{mode}, {state}, markets quoting: {count}</source>
        <translation>{mode}, {state}, mercados cotizando: {count}</translation>
    </message>
    <message>
        <source>Not ours: counted in exposure, never touched. Cancel it where it was made.</source>
        <translation>No es nuestra: cuenta en la exposición y no se toca. Cancélela donde se creó.</translation>
    </message>
    <message>
        <source>No proof of its fate after 60 s. It counts in full against the limits and is asked about on and on: look for it on the venue's own page.</source>
        <translation>Sin prueba de su destino tras 60 s. Cuenta entera en los límites y se sigue preguntando por ella: búsquela en la página de la plataforma.</translation>
    </message>
    <message>
        <source>The venue has not proved what became of it. It counts in full against the limits; the venue is being asked.</source>
        <translation>La plataforma no ha probado qué fue de ella. Cuenta entera en los límites; se está preguntando a la plataforma.</translation>
    </message>
    <message>
        <source>? UNKNOWN: new</source>
        <translation>? DESCONOCIDA: alta</translation>
    </message>
    <message>
        <source>? UNKNOWN: cancel</source>
        <translation>? DESCONOCIDA: baja</translation>
    </message>
    <message>
        <source>? UNKNOWN: change</source>
        <translation>? DESCONOCIDA: cambio</translation>
    </message>
    <message>
        <source>! QUARANTINED</source>
        <translation>! EN CUARENTENA</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>motor</translation>
    </message>
    <message>
        <source>foreign</source>
        <translation>ajena</translation>
    </message>
    <message>
        <source>STOP is carried out as soon as the venue is connected</source>
        <translation>STOP se ejecutará en cuanto la plataforma esté conectada</translation>
    </message>
    <message>
        <source>Stopped: the venue shows no open order of ours.</source>
        <translation>Detenido: la plataforma no muestra ninguna orden abierta nuestra.</translation>
    </message>
    <message>
        <source>Orders of an earlier session wait for a decision</source>
        <translation>Órdenes de una sesión anterior esperan una decisión</translation>
    </message>
    <message>
        <source>Orders of an earlier session</source>
        <translation>Órdenes de una sesión anterior</translation>
    </message>
    <message>
        <source>They carry our mark and may still trade. Nothing can be armed until each is decided. Adopt: it rests on as ours until disarm or STOP. Cancel: taken off now. Ignore: it rests on and counts in exposure; only STOP takes it off.</source>
        <translation>Llevan nuestra marca y aún pueden ejecutarse. No se puede armar hasta decidir cada una. Adoptar: sigue en libro como nuestra hasta desarmar o STOP. Cancelar: se retira ahora. Ignorar: sigue en libro y cuenta en la exposición; solo STOP la retira.</translation>
    </message>
    <message>
        <source>For all of them</source>
        <translation>Para todas</translation>
    </message>
    <message>
        <source>Adopt all</source>
        <translation>Adoptar todas</translation>
    </message>
    <message>
        <source>Adopt</source>
        <translation>Adoptar</translation>
    </message>
    <message>
        <source>Cancel all (default)</source>
        <translation>Cancelar todas (por defecto)</translation>
    </message>
    <message>
        <source>Cancel them</source>
        <translation>Cancelarlas</translation>
    </message>
    <message>
        <source>Ignore all</source>
        <translation>Ignorar todas</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Ignorar</translation>
    </message>
    <message>
        <source>Orders of the earlier session: decided</source>
        <translation>Órdenes de la sesión anterior: decididas</translation>
    </message>
    <message>
        <source>Not every order took the decision</source>
        <translation>No todas las órdenes aceptaron la decisión</translation>
    </message>
    <message>
        <source>The table shows how each of them stands now.</source>
        <translation>La tabla muestra cómo está cada una ahora.</translation>
    </message>
    <message>
        <source>No order of an earlier session is open.</source>
        <translation>No hay órdenes abiertas de una sesión anterior.</translation>
    </message>
    <message>
        <source>If all of them fill, the inventory changes by {quantity}</source>
        <translation>Si todas se ejecutan, el inventario cambia en {quantity}</translation>
    </message>
    <message>
        <source>The venue is being asked which of them it has</source>
        <translation>Se está preguntando a la plataforma cuáles tiene</translation>
    </message>
    <message>
        <source>Undecided orders are cancelled in {time}</source>
        <translation>Las órdenes sin decidir se cancelan en {time}</translation>
    </message>
    <message>
        <source>Open: {count}. Undecided ones are cancelled when the time is over.</source>
        <translation>Abiertas: {count}. Las que sigan sin decidir se cancelan al acabar el plazo.</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>Decidir</translation>
    </message>
    <message>
        <source>For the selected orders: {count}</source>
        <translation>Para las seleccionadas: {count}</translation>
    </message>
    <message>
        <source>If the selected orders fill, the inventory changes by {quantity}</source>
        <translation>Si las seleccionadas se ejecutan, el inventario cambia en {quantity}</translation>
    </message>
    <message>
        <source>does not list it</source>
        <translation>no la tiene en su lista</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>aún sin preguntar</translation>
    </message>
    <message>
        <source>? undecided</source>
        <translation>? sin decidir</translation>
    </message>
    <message>
        <source>adopt</source>
        <translation>adoptar</translation>
    </message>
    <message>
        <source>cancel</source>
        <translation>cancelar</translation>
    </message>
    <message>
        <source>ignore</source>
        <translation>ignorar</translation>
    </message>
    <message>
        <source>Our journal</source>
        <translation>Nuestro diario</translation>
    </message>
    <message>
        <source>The venue</source>
        <translation>La plataforma</translation>
    </message>
    <message>
        <source>Last known</source>
        <translation>Lo último sabido</translation>
    </message>
    <message>
        <source>If it fills</source>
        <translation>Si se ejecuta</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Decisión</translation>
    </message>
    <message>
        <source>What the rest of the order would add to the inventory</source>
        <translation>Lo que el resto de la orden sumaría al inventario</translation>
    </message>
    <message>
        <source>What became of STOP</source>
        <translation>Qué fue del STOP</translation>
    </message>
    <message>
        <source>STOP again</source>
        <translation>STOP otra vez</translation>
    </message>
    <message>
        <source>Venue</source>
        <translation>Plataforma</translation>
    </message>
    <message>
        <source>requested</source>
        <translation>pedidas</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>confirmadas</translation>
    </message>
    <message>
        <source>elapsed</source>
        <translation>tiempo</translation>
    </message>
    <message>
        <source>state</source>
        <translation>estado</translation>
    </message>
    <message>
        <source>cancelling</source>
        <translation>cancelando</translation>
    </message>
    <message>
        <source>Open the venue's own page now and cancel there what it still shows. Keep mmdesk running: it goes on asking. Then press STOP again. Positions are not closed by STOP.</source>
        <translation>Abra ya la página de la plataforma y cancele allí lo que aún muestre. Deje mmdesk en marcha: sigue preguntando. Después pulse STOP otra vez. STOP no cierra posiciones.</translation>
    </message>
    <message>
        <source>The command is kept and sent first when the engine is back. If the engine is dead, the guardian cancels after 3 s. Look at the venue's own page, or run: mmdesk stop</source>
        <translation>La orden se guarda y se envía primero cuando vuelva el motor. Si el motor ha muerto, el guardián cancela a los 3 s. Mire la página de la plataforma o ejecute: mmdesk stop</translation>
    </message>
    <message>
        <source>Positions were not closed. Press Reset stop, then hold the arm button, to quote again.</source>
        <translation>Las posiciones no se cerraron. Pulse Quitar el STOP y mantenga el botón de armar para volver a cotizar.</translation>
    </message>
    <message>
        <source>proved: none of ours is open</source>
        <translation>probado: ninguna nuestra abierta</translation>
    </message>
    <message>
        <source>NOT PROVED</source>
        <translation>SIN PROBAR</translation>
    </message>
    <message>
        <source>unknown, asking again</source>
        <translation>desconocido, se vuelve a preguntar</translation>
    </message>
    <message>
        <source>STOP: cancelling everything, {elapsed} s</source>
        <translation>STOP: cancelando todo, {elapsed} s</translation>
    </message>
    <message>
        <source>STOP is not proved yet, {elapsed} s</source>
        <translation>STOP aún sin probar, {elapsed} s</translation>
    </message>
    <message>
        <source>Stopped: no order is open, proved after {elapsed} s</source>
        <translation>Detenida: ninguna orden abierta, probado tras {elapsed} s</translation>
    </message>
    <message>
        <source>all venues</source>
        <translation>todas</translation>
    </message>
    <message>
        <source>guardian</source>
        <translation>guardián</translation>
    </message>
    <message>
        <source>{venue} has no dead man's switch for spot orders: the exchange itself never takes them off.
The guardian is the protection, a second process on this machine: after 3 s without a healthy sign of the engine it cancels every order of ours and looks until none is left.
It cannot help when the whole machine loses power or its network: orders rest until mmdesk runs again, or until you cancel them on the exchange's own page.</source>
        <translation>{venue} no tiene interruptor de hombre muerto para órdenes al contado: la plataforma nunca las retira por sí misma.
La protección es el guardián, un segundo proceso en este equipo: tras 3 s sin señal sana del motor cancela todas nuestras órdenes y comprueba hasta que no quede ninguna.
No puede ayudar si el equipo entero pierde la corriente o la red: las órdenes siguen en libro hasta que mmdesk vuelva a funcionar o usted las cancele en la página de la plataforma.</translation>
    </message>
    <message>
        <source>NOT PROTECTED now: the guardian is not on duty, nothing is quoted until it is.</source>
        <translation>SIN PROTECCIÓN ahora: el guardián no está de guardia; no se cotiza nada hasta que lo esté.</translation>
    </message>
    <message>
        <source>Last known UTC</source>
        <translation>Lo último sabido UTC</translation>
    </message>
    <message>
        <source>{state}: {quantity}</source>
        <translation>{state}: {quantity}</translation>
    </message>
    <message>
        <source>{quantity} filled</source>
        <translation>{quantity} ejecutados</translation>
    </message>
    <message>
        <source>known at the venue only</source>
        <translation>solo en la plataforma</translation>
    </message>
    <message>
        <source>reconciliation mismatch</source>
        <translation>la conciliación no cuadra</translation>
    </message>
    <message>
        <source>clock skew</source>
        <translation>desfase del reloj</translation>
    </message>
    <message>
        <source>{venue} is not a venue of this desk.</source>
        <translation>{venue} no es una plataforma de esta mesa.</translation>
    </message>
    <message>
        <source>balances accepted: {reason}</source>
        <translation>saldos aceptados: {reason}</translation>
    </message>
    <message>
        <source>{venue}: the balances of the next listing are taken for right.</source>
        <translation>{venue}: los saldos de la próxima lista se dan por buenos.</translation>
    </message>
    <message>
        <source>balances differ from our fills</source>
        <translation>los saldos difieren de nuestras ejecuciones</translation>
    </message>
    <message>
        <source>{venue}: balances do not follow from our fills ({amounts}).</source>
        <translation>{venue}: los saldos no se explican por nuestras ejecuciones ({amounts}).</translation>
    </message>
    <message>
        <source>Seen twice: a transfer, another program or another market moved them, or a fill is missing.</source>
        <translation>Visto dos veces: los movió una transferencia, otro programa u otro mercado, o falta una ejecución.</translation>
    </message>
    <message>
        <source>Quotes are held. Compare with the venue's own page, then accept its balances with a reason.</source>
        <translation>Las cotizaciones están retenidas. Compare con la página de la plataforma y acepte sus saldos con un motivo.</translation>
    </message>
    <message>
        <source>{venue}: balances do not follow from our fills ({amounts}). Compare with the venue's own page, then accept its balances with a reason.</source>
        <translation>{venue}: los saldos no se explican por nuestras ejecuciones ({amounts}). Compare con la página de la plataforma y acepte sus saldos con un motivo.</translation>
    </message>
    <message>
        <source>{venue}: its clock and ours differ by {seconds} s.</source>
        <translation>{venue}: su reloj y el nuestro difieren en {seconds} s.</translation>
    </message>
    <message>
        <source>More than the receive window of {window} s: it may refuse what we sign.</source>
        <translation>Más que la ventana de recepción de {window} s: puede rechazar lo que firmamos.</translation>
    </message>
    <message>
        <source>Quotes are held. Set the clock of this machine by the network; quoting resumes by itself.</source>
        <translation>Las cotizaciones están retenidas. Ajuste el reloj de este equipo por la red; se reanudan solas.</translation>
    </message>
    <message>
        <source>{venue}: its clock and ours differ by {seconds} s, more than the receive window. Set the clock of this machine by the network.</source>
        <translation>{venue}: su reloj y el nuestro difieren en {seconds} s, más que la ventana de recepción. Ajuste el reloj de este equipo por la red.</translation>
    </message>
    <message>
        <source>This machine slept for {seconds} s.</source>
        <translation>Este equipo estuvo suspendido {seconds} s.</translation>
    </message>
    <message>
        <source>The clock of this machine was set by {seconds} s.</source>
        <translation>El reloj de este equipo se cambió en {seconds} s.</translation>
    </message>
    <message>
        <source>What happened at the exchanges meanwhile was not told to us.</source>
        <translation>No se nos informó de lo que pasó entretanto en las plataformas.</translation>
    </message>
    <message>
        <source>Quotes are held until every account is reconciled; then quoting goes on by itself.</source>
        <translation>Las cotizaciones se retienen hasta conciliar cada cuenta; después siguen solas.</translation>
    </message>
    <message>
        <source>this machine slept</source>
        <translation>este equipo estuvo suspendido</translation>
    </message>
    <message>
        <source>the clock of this machine was set</source>
        <translation>se cambió el reloj de este equipo</translation>
    </message>
    <message>
        <source>the same once more</source>
        <translation>lo mismo otra vez</translation>
    </message>
    <message>
        <source>no outcome yet</source>
        <translation>aún sin resultado</translation>
    </message>
    <message>
        <source>proved absent: queries, open and ended orders, fills and balances do not know it</source>
        <translation>ausencia probada: ni consultas, ni órdenes abiertas o terminadas, ni ejecuciones, ni saldos la conocen</translation>
    </message>
    <message>
        <source>this engine keeps no history</source>
        <translation>este motor no guarda historial</translation>
    </message>
    <message>
        <source>no session knows an order with this id</source>
        <translation>ninguna sesión conoce una orden con ese id</translation>
    </message>
    <message>
        <source>8 histories are being read already: ask again</source>
        <translation>ya se leen 8 historiales: pregunte otra vez</translation>
    </message>
    <message>
        <source>the database cannot be read: {error}</source>
        <translation>no se puede leer la base de datos: {error}</translation>
    </message>
    <message>
        <source>another mmdesk works on this account</source>
        <translation>otro mmdesk trabaja con esta cuenta</translation>
    </message>
    <message>
        <source>{venue}: another mmdesk works on this account.</source>
        <translation>{venue}: otro mmdesk trabaja con esta cuenta.</translation>
    </message>
    <message>
        <source>Order {id} was made or ended by it. Two desks trade against each other.</source>
        <translation>La orden {id} fue creada o terminada por él. Dos mesas operan una contra otra.</translation>
    </message>
    <message>
        <source>Everything was stopped. End one of the two, or give each its own account; then disarm and arm.</source>
        <translation>Todo se detuvo. Cierre uno de los dos o dé a cada uno su cuenta; después desarme y arme.</translation>
    </message>
    <message>
        <source>The history of an order by its id</source>
        <translation>La historia de una orden por su id</translation>
    </message>
    <message>
        <source>Refresh  F5</source>
        <translation>Actualizar  F5</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Copiar como texto</translation>
    </message>
    <message>
        <source>Reading the history…</source>
        <translation>Leyendo la historia…</translation>
    </message>
    <message>
        <source>Client id of an order of ours, also of an earlier session</source>
        <translation>Id de cliente de una orden nuestra, también de una sesión anterior</translation>
    </message>
    <message>
        <source>Order history</source>
        <translation>Historia de una orden</translation>
    </message>
    <message>
        <source>The first {count} steps are in the copied text only.</source>
        <translation>Los primeros {count} pasos están solo en el texto copiado.</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Tras</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ocurrió</translation>
    </message>
    <message>
        <source>Order {id}</source>
        <translation>Orden {id}</translation>
    </message>
    <message>
        <source>No history: {why}</source>
        <translation>Sin historia: {why}</translation>
    </message>
    <message>
        <source>the answer was lost, ask again</source>
        <translation>la respuesta se perdió, pregunte otra vez</translation>
    </message>
    <message>
        <source>There is more than a page holds: the database has all of it.</source>
        <translation>Hay más de lo que cabe en una página: la base de datos lo tiene todo.</translation>
    </message>
    <message>
        <source>{side} {quantity} {base} at {price} on {market}</source>
        <translation>{side} {quantity} {base} a {price} en {market}</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Ejecución</translation>
    </message>
    <message>
        <source>An order that the limits denied: it never left</source>
        <translation>Una orden denegada por los límites: nunca salió</translation>
    </message>
    <message>
        <source>Rounded to the tick</source>
        <translation>Redondeado al tick</translation>
    </message>
    <message>
        <source>Wire</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Veredicto</translation>
    </message>
    <message>
        <source>passed every pre-trade control, then sent to the venue</source>
        <translation>pasó todos los controles previos y se envió a la plataforma</translation>
    </message>
    <message>
        <source>{quantity} at {price}, {role}</source>
        <translation>{quantity} a {price}, {role}</translation>
    </message>
    <message>
        <source>denied by {control}: {value} against the limit {limit}</source>
        <translation>denegada por {control}: {value} frente al límite {limit}</translation>
    </message>
    <message>
        <source>cancel confirmed by the venue</source>
        <translation>baja confirmada por la plataforma</translation>
    </message>
    <message>
        <source>the venue answers that it has no such order</source>
        <translation>la plataforma responde que no tiene esa orden</translation>
    </message>
    <message>
        <source>Intent</source>
        <translation>Intención</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>Explicación</translation>
    </message>
    <message>
        <source>why this price</source>
        <translation>por qué este precio</translation>
    </message>
    <message>
        <source>value {value}</source>
        <translation>valor {value}</translation>
    </message>
    <message>
        <source>Held inside the limits</source>
        <translation>Ajustado a los límites</translation>
    </message>
    <message>
        <source>acknowledged after {ms} ms, venue id {id}</source>
        <translation>confirmada tras {ms} ms, id de plataforma {id}</translation>
    </message>
    <message>
        <source>the venue reports: {state}, {quantity} filled</source>
        <translation>la plataforma informa: {state}, {quantity} ejecutados</translation>
    </message>
    <message>
        <source>place in the ladder: {slot}</source>
        <translation>puesto en la escalera: {slot}</translation>
    </message>
    <message>
        <source>acknowledged, venue id {id}</source>
        <translation>confirmada, id de plataforma {id}</translation>
    </message>
    <message>
        <source>never left this machine: {why}</source>
        <translation>nunca salió de este equipo: {why}</translation>
    </message>
    <message>
        <source>cancel sent: {why}</source>
        <translation>baja enviada: {why}</translation>
    </message>
    <message>
        <source>cancel refused: {why}</source>
        <translation>baja rechazada: {why}</translation>
    </message>
    <message>
        <source>rejected: {why}</source>
        <translation>rechazada: {why}</translation>
    </message>
    <message>
        <source>no proof what became of it: {why}</source>
        <translation>sin prueba de qué fue de ella: {why}</translation>
    </message>
    <message>
        <source>no proof what became of the cancel: {why}</source>
        <translation>sin prueba de qué fue de la baja: {why}</translation>
    </message>
    <message>
        <source>{when} UTC, from the first step to the last {time}</source>
        <translation>{when} UTC, del primer paso al último {time}</translation>
    </message>
    <message>
        <source>the disk of the journal {path} has confirmed nothing for more than {limit} s: a power cut now would take what was sent; it goes on by itself when the disk answers</source>
        <translation>el disco del diario {path} no ha confirmado nada durante más de {limit} s: un corte de luz se llevaría ahora lo enviado; sigue por sí solo cuando el disco responda</translation>
    </message>
    <message>
        <source>the thread that fills the database has ended: restart mmdesk</source>
        <translation>el hilo que llena la base de datos ha terminado: reinicie mmdesk</translation>
    </message>
    <message>
        <source>the database has taken nothing for more than {limit} s: its disk or server hangs</source>
        <translation>la base de datos no ha aceptado nada durante más de {limit} s: su disco o servidor está colgado</translation>
    </message>
    <message>
        <source>This line names no order</source>
        <translation>Esta línea no nombra ninguna orden</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>Archivos CSV (*.csv)</translation>
    </message>
    <message>
        <source>Folder:</source>
        <translation>Carpeta:</translation>
    </message>
    <message>
        <source>Kind:</source>
        <translation>Tipo:</translation>
    </message>
    <message>
        <source>Facts of the journal are lost: the venues are asked for them, which takes a moment.</source>
        <translation>Se han perdido hechos del diario: se piden a las plataformas, lo que tarda un momento.</translation>
    </message>
    <message>
        <source>This desk does not trade {markets}, whose facts are lost too.</source>
        <translation>Esta mesa no opera {markets}, cuyos hechos también se han perdido.</translation>
    </message>
    <message>
        <source>Balances do not follow from the fills since the loss ({differences}).</source>
        <translation>Los saldos no se deducen de las ejecuciones desde la pérdida ({differences}).</translation>
    </message>
    <message>
        <source>Fills that we know and the venue did not tell: {count}.</source>
        <translation>Ejecuciones que conocemos y la plataforma no contó: {count}.</translation>
    </message>
    <message>
        <source>What the damaged journal lost was rebuilt from the venues.</source>
        <translation>Lo que perdió el diario dañado se ha reconstruido desde las plataformas.</translation>
    </message>
    <message>
        <source>{count} fills were booked from what they told, and the balances agree with them.</source>
        <translation>Se contabilizaron {count} ejecuciones de lo que contaron, y los saldos coinciden con ellas.</translation>
    </message>
    <message>
        <source>Nothing: the desk may be armed again. The damaged files are kept; have the disk checked.</source>
        <translation>Nada: la mesa puede volver a armarse. Los archivos dañados se conservan; haga revisar el disco.</translation>
    </message>
    <message>
        <source>no balances of before the loss are known</source>
        <translation>no se conocen saldos de antes de la pérdida</translation>
    </message>
    <message>
        <source>the venue does not say of when its balances are</source>
        <translation>la plataforma no dice de cuándo son sus saldos</translation>
    </message>
    <message>
        <source>facts of the journal are lost</source>
        <translation>se han perdido hechos del diario</translation>
    </message>
    <message>
        <source>{count} {side} fills within {window} s</source>
        <translation>{count} ejecuciones de {side} en {window} s</translation>
    </message>
    <message>
        <source>desk: {problem}</source>
        <translation>mesa: {problem}</translation>
    </message>
    <message>
        <source>{scope}: {control} released.</source>
        <translation>{scope}: {control}, liberado.</translation>
    </message>
    <message>
        <source>The loss of the day is {loss}, beyond {limit}: raise the limit, or wait for the next UTC day.</source>
        <translation>La pérdida del día es {loss}, más allá de {limit}: suba el límite o espere al siguiente día UTC.</translation>
    </message>
    <message>
        <source>repeated executions</source>
        <translation>ejecuciones repetidas</translation>
    </message>
    <message>
        <source>daily loss</source>
        <translation>pérdida del día</translation>
    </message>
    <message>
        <source>drawdown</source>
        <translation>caída desde el máximo</translation>
    </message>
    <message>
        <source>{scope}: {control} latched, no order leaves.</source>
        <translation>{scope}: {control}, bloqueado; no sale ninguna orden.</translation>
    </message>
    <message>
        <source>{scope}: {control} latched, only what reduces the position leaves.</source>
        <translation>{scope}: {control}, bloqueado; solo sale lo que reduce la posición.</translation>
    </message>
    <message>
        <source>Look at what happened, then release it in the Limits table with a reason.</source>
        <translation>Mire qué ha pasado y libérelo en la tabla de límites con un motivo.</translation>
    </message>
    <message>
        <source>{scope}: nothing is latched there.</source>
        <translation>{scope}: ahí no hay nada bloqueado.</translation>
    </message>
    <message>
        <source>A release needs a reason: it is kept in the journal.</source>
        <translation>Liberar exige un motivo: queda en el diario.</translation>
    </message>
    <message>
        <source>{market} is {status} now.</source>
        <translation>{market} está ahora: {status}.</translation>
    </message>
    <message>
        <source>The venue says so.</source>
        <translation>Lo dice el mercado.</translation>
    </message>
    <message>
        <source>Nothing now: quotes follow the venue's word.</source>
        <translation>Nada por ahora: las cotizaciones siguen lo que diga el mercado.</translation>
    </message>
    <message>
        <source>{venue}: this account may not trade.</source>
        <translation>{venue}: esta cuenta no puede operar.</translation>
    </message>
    <message>
        <source>The venue says so: the key lost its permission, or the account is restricted.</source>
        <translation>Lo dice el mercado: la clave perdió el permiso o la cuenta está restringida.</translation>
    </message>
    <message>
        <source>Enable spot trading on the venue's own page; quoting resumes by itself.</source>
        <translation>Active el trading al contado en la página del mercado; la cotización se reanuda sola.</translation>
    </message>
    <message>
        <source>{loss} {currency} lost today, the limit is {limit}</source>
        <translation>{loss} {currency} perdidos hoy; el límite es {limit}</translation>
    </message>
    <message>
        <source>{down} {currency} below the highest profit, the limit is {limit}</source>
        <translation>{down} {currency} por debajo del beneficio máximo; el límite es {limit}</translation>
    </message>
    <message>
        <source>a new UTC day began</source>
        <translation>empezó un nuevo día UTC</translation>
    </message>
    <message>
        <source>stopped {when} UTC, before this start: {reason}</source>
        <translation>detenida el {when} UTC, antes de este arranque: {reason}</translation>
    </message>
    <message>
        <source>The desk was stopped and is still stopped: nothing is quoted.</source>
        <translation>La mesa fue detenida y sigue detenida: no se cotiza nada.</translation>
    </message>
    <message>
        <source>{when} UTC: {reason}</source>
        <translation>{when} UTC: {reason}</translation>
    </message>
    <message>
        <source>To quote again press Reset stop, then hold the arm button; without a window: mmdesk arm.</source>
        <translation>Para volver a cotizar pulse Quitar el STOP y mantenga el botón de armar; sin ventana: mmdesk arm.</translation>
    </message>
    <message>
        <source>manual</source>
        <translation>manual</translation>
    </message>
    <message>
        <source>{control}: {value} against {limit}, {count} times</source>
        <translation>{control}: {value} frente a {limit}, {count} veces</translation>
    </message>
    <message>
        <source>Engine: this session. Earlier session: left by one before. Manual: left by one before, and a person took it over. Foreign: not ours</source>
        <translation>Motor: esta sesión. Sesión anterior: la dejó una anterior. Manual: la dejó una anterior y una persona se hizo cargo. Ajena: no es nuestra</translation>
    </message>
    <message>
        <source>An order of an earlier session that a person adopted or left alone at the start. Orders placed by hand on the venue's own page are foreign: nothing tells them from another program's.</source>
        <translation>Una orden de una sesión anterior que una persona adoptó o dejó como está al arrancar. Las órdenes puestas a mano en la página del mercado son ajenas: nada las distingue de las de otro programa.</translation>
    </message>
    <message>
        <source>Cancel: not possible, no order of ours rests there</source>
        <translation>Cancelar: no es posible, ahí no hay ninguna orden nuestra en el libro</translation>
    </message>
    <message>
        <source>Denied by the limits: it never left, so there is nothing to cancel.</source>
        <translation>Denegada por los límites: nunca salió, no hay nada que cancelar.</translation>
    </message>
    <message>
        <source>The end of the journal {file} was cut: {count} bytes of an unfinished write.</source>
        <translation>Se cortó el final del diario {file}: {count} bytes de una escritura sin terminar.</translation>
    </message>
    <message>
        <source>The session ended while writing; a power cut may have taken up to 20 ms of sent orders too.</source>
        <translation>La sesión acabó mientras escribía; un corte de luz pudo llevarse además hasta 20 ms de órdenes enviadas.</translation>
    </message>
    <message>
        <source>Nothing: the start asks the venue for every order with our id prefix. Cut bytes: {file}.</source>
        <translation>Nada: el arranque pregunta a la plataforma por toda orden con nuestro prefijo. Bytes cortados: {file}.</translation>
    </message>
    <message>
        <source>The journal {file} is damaged: bytes {first} to {last} cannot be believed.</source>
        <translation>El diario {file} está dañado: los bytes {first} a {last} no son creíbles.</translation>
    </message>
    <message>
        <source>The disk returned other bytes than were written, or the file was changed.</source>
        <translation>El disco devolvió bytes distintos de los escritos, o alguien cambió el archivo.</translation>
    </message>
    <message>
        <source>Facts in that stretch are missing: compare positions with the venue, and check the disk.</source>
        <translation>Faltan los hechos de ese tramo: compare las posiciones con la plataforma y revise el disco.</translation>
    </message>
    <message>
        <source>The journals hold no facts {first} to {last} (before a part of {file}).</source>
        <translation>Los diarios no contienen los hechos {first} a {last} (antes de una parte de {file}).</translation>
    </message>
    <message>
        <source>A journal file was removed, or a part of it is damaged.</source>
        <translation>Se quitó un archivo del diario, o una parte está dañada.</translation>
    </message>
    <message>
        <source>Compare positions with the venue; or put the file back and delete the database: it is rebuilt.</source>
        <translation>Compare las posiciones con la plataforma; o devuelva el archivo a su sitio y borre la base de datos: se reconstruye.</translation>
    </message>
    <message>
        <source>An earlier session left {count} orders in markets that are no longer traded.</source>
        <translation>Una sesión anterior dejó {count} órdenes en mercados que ya no se operan.</translation>
    </message>
    <message>
        <source>The settings leave out {markets}; nobody saw how those orders ended.</source>
        <translation>La configuración ya no incluye {markets}; nadie vio cómo terminaron esas órdenes.</translation>
    </message>
    <message>
        <source>Nothing: the start cancels what still rests there. Compare positions when you trade them again.</source>
        <translation>Nada: el arranque cancela lo que aún quede allí. Compare las posiciones cuando vuelva a operarlos.</translation>
    </message>
    <message>
        <source>{count} facts of {file} were left out: {kinds}.</source>
        <translation>Se omitieron {count} hechos de {file}: {kinds}.</translation>
    </message>
    <message>
        <source>They were written by another version of mmdesk, which knows more kinds of facts.</source>
        <translation>Los escribió otra versión de mmdesk, que conoce más clases de hechos.</translation>
    </message>
    <message>
        <source>Use that version, or go on: the facts stay in the journal.</source>
        <translation>Use esa versión, o siga: los hechos quedan en el diario.</translation>
    </message>
    <message>
        <source>The journal {file} holds nothing and was set aside.</source>
        <translation>El diario {file} está vacío y se apartó.</translation>
    </message>
    <message>
        <source>The session that made it ended before its first fact.</source>
        <translation>La sesión que lo creó acabó antes de su primer hecho.</translation>
    </message>
    <message>
        <source>Nothing to do. The file is kept as {file}.</source>
        <translation>Nada que hacer. El archivo se guarda como {file}.</translation>
    </message>
    <message>
        <source>The database {file} was damaged and is rebuilt from the journals.</source>
        <translation>La base de datos {file} estaba dañada y se reconstruye a partir de los diarios.</translation>
    </message>
    <message>
        <source>SQLite says: {why}.</source>
        <translation>SQLite dice: {why}.</translation>
    </message>
    <message>
        <source>Nothing, unless another line says what the journals no longer hold. Damaged file: {file}.</source>
        <translation>Nada, salvo que otra línea diga lo que los diarios ya no contienen. Archivo dañado: {file}.</translation>
    </message>
    <message>
        <source>The file {file} is another program's database and was set aside.</source>
        <translation>El archivo {file} es la base de datos de otro programa y se apartó.</translation>
    </message>
    <message>
        <source>It holds tables, and none that mmdesk made: nothing was written into it.</source>
        <translation>Contiene tablas, y ninguna es de mmdesk: no se escribió nada en él.</translation>
    </message>
    <message>
        <source>Move it to where it belongs: {file}. Ours is made from the journals.</source>
        <translation>Llévelo a su sitio: {file}. La nuestra se crea a partir de los diarios.</translation>
    </message>
    <message>
        <source>The database {file} is made anew and lacks facts 1 to {last}.</source>
        <translation>La base de datos {file} se crea de nuevo y le faltan los hechos 1 a {last}.</translation>
    </message>
    <message>
        <source>Their journal files were let go, as storage.keep_days and storage.keep_gb say.</source>
        <translation>Sus archivos de diario se eliminaron, como dicen storage.keep_days y storage.keep_gb.</translation>
    </message>
    <message>
        <source>Nothing: open orders and positions are complete. Older history is in old databases only.</source>
        <translation>Nada: las órdenes abiertas y las posiciones están completas. La historia anterior solo está en bases de datos antiguas.</translation>
    </message>
    <message>
        <source>The database {file} knows more than the journals.</source>
        <translation>La base de datos {file} sabe más que los diarios.</translation>
    </message>
    <message>
        <source>It was filled from {file}, which is gone or shorter than it was.</source>
        <translation>Se llenó desde {file}, que ya no está o es más corto que antes.</translation>
    </message>
    <message>
        <source>Put the journal file back; until then the database is the only record of those facts.</source>
        <translation>Devuelva el archivo del diario a su sitio; hasta entonces la base de datos es el único registro de esos hechos.</translation>
    </message>
    <message>
        <source>The journal is damaged ({files}): facts {ranges} are lost.</source>
        <translation>El diario está dañado ({files}): se perdieron los hechos {ranges}.</translation>
    </message>
    <message>
        <source>The disk returned other bytes than were written, or a file was changed; the files are {kept}.</source>
        <translation>El disco devolvió bytes distintos de los escritos, o alguien cambió un archivo; los archivos {kept}.</translation>
    </message>
    <message>
        <source>Nothing is armed until the venues told it all again and balances agree with it. If they cannot: compare positions, end mmdesk, run 'mmdesk doctor --accept-damage' and start again.</source>
        <translation>No se arma nada hasta que las plataformas lo cuenten todo otra vez y los saldos coincidan. Si no pueden: compare las posiciones, cierre mmdesk, ejecute 'mmdesk doctor --accept-damage' y vuelva a arrancar.</translation>
    </message>
    <message>
        <source>kept aside: {files}</source>
        <translation>se guardaron aparte: {files}</translation>
    </message>
    <message>
        <source>left as they are</source>
        <translation>se dejaron como están</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} a {last}</translation>
    </message>
    <message>
        <source>{ranges} and {count} more stretches</source>
        <translation>{ranges} y {count} tramos más</translation>
    </message>
    <message>
        <source>unknown file</source>
        <translation>archivo desconocido</translation>
    </message>
    <message>
        <source>journal files are damaged: {files}</source>
        <translation>hay archivos del diario dañados: {files}</translation>
    </message>
    <message>
        <source>old journal files cannot be read: {error}</source>
        <translation>no se pueden leer archivos antiguos del diario: {error}</translation>
    </message>
    <message>
        <source>the journal {path} cannot be written: {error}; this is final for the session: check the disk, then restart</source>
        <translation>no se puede escribir el diario {path}: {error}; es definitivo para esta sesión: revise el disco y vuelva a arrancar</translation>
    </message>
    <message>
        <source>the journal {path} cannot be written: {error}; free space, it goes on by itself</source>
        <translation>no se puede escribir el diario {path}: {error}; libere espacio, sigue por sí solo</translation>
    </message>
    <message>
        <source>journal {path} stopped: {error}</source>
        <translation>el diario {path} se detuvo: {error}</translation>
    </message>
    <message>
        <source>only {written} of {wanted} bytes fitted into {path}</source>
        <translation>solo {written} de {wanted} bytes cupieron en {path}</translation>
    </message>
    <message>
        <source>The journal cannot be started in {folder}.</source>
        <translation>No se puede empezar el diario en {folder}.</translation>
    </message>
    <message>
        <source>The system says: {error}.</source>
        <translation>El sistema dice: {error}.</translation>
    </message>
    <message>
        <source>Free space on that disk or set storage.data_dir to a folder that can be written.</source>
        <translation>Libere espacio en ese disco o ponga storage.data_dir en una carpeta en la que se pueda escribir.</translation>
    </message>
    <message>
        <source>the journal {path} was changed while it was written</source>
        <translation>alguien cambió el diario {path} mientras se escribía</translation>
    </message>
    <message>
        <source>the journal cannot be read: {error}</source>
        <translation>no se puede leer el diario: {error}</translation>
    </message>
    <message>
        <source>{fault}, since {when} UTC</source>
        <translation>{fault}, desde las {when} UTC</translation>
    </message>
    <message>
        <source>the engine gave no healthy sign of life</source>
        <translation>el motor no dio señales sanas de vida</translation>
    </message>
    <message>
        <source>the engine ended without a proof that nothing was open</source>
        <translation>el motor acabó sin prueba de que no quedara nada abierto</translation>
    </message>
    <message>
        <source>the engine came back after a silence</source>
        <translation>el motor volvió tras un silencio</translation>
    </message>
    <message>
        <source>the guardian was asked to end</source>
        <translation>se pidió al guardián que acabara</translation>
    </message>
    <message>
        <source>an earlier try was not proved</source>
        <translation>un intento anterior no quedó probado</translation>
    </message>
    <message>
        <source>{when} UTC, session {session}: {why}.</source>
        <translation>{when} UTC, sesión {session}: {why}.</translation>
    </message>
    <message>
        <source>{when} UTC, session {session}: {why}. {errors}</source>
        <translation>{when} UTC, sesión {session}: {why}. {errors}</translation>
    </message>
    <message>
        <source>{path} is damaged or not readable: {error}</source>
        <translation>{path} está dañado o no se puede leer: {error}</translation>
    </message>
    <message>
        <source>the guardian cannot be started: {error}. Quoting is refused</source>
        <translation>no se puede arrancar el guardián: {error}. No se cotiza</translation>
    </message>
    <message>
        <source>the guardian died or hangs; a new one is started, quoting waits for it</source>
        <translation>el guardián murió o está colgado; se arranca otro y se espera a que esté para cotizar</translation>
    </message>
    <message>
        <source>the guardian takes our orders off: {reason}</source>
        <translation>el guardián retira nuestras órdenes: {reason}</translation>
    </message>
    <message>
        <source>guardian: {text}</source>
        <translation>guardián: {text}</translation>
    </message>
    <message>
        <source>facts of the journal are lost, and a stop or a latch may be among them</source>
        <translation>se perdieron hechos del diario, y entre ellos puede haber un STOP o un bloqueo</translation>
    </message>
    <message>
        <source>What was kept of facts 1 to {last} cannot be read.</source>
        <translation>No se puede leer lo que se guardó de los hechos 1 a {last}.</translation>
    </message>
    <message>
        <source>{file} is gone or damaged, and so is the database: positions, orders and latches of then are lost.</source>
        <translation>{file} falta o está dañado, y también la base de datos: se perdieron las posiciones, órdenes y bloqueos de entonces.</translation>
    </message>
    <message>
        <source>the engine ends</source>
        <translation>el motor termina</translation>
    </message>
    <message>
        <source>no permission</source>
        <translation>sin permiso</translation>
    </message>
    <message>
        <source>finite numbers</source>
        <translation>números finitos</translation>
    </message>
    <message>
        <source>{quantity} @ {price}</source>
        <translation>{quantity} @ {price}</translation>
    </message>
    <message>
        <source>asset position</source>
        <translation>posición del activo</translation>
    </message>
    <message>
        <source>venue position</source>
        <translation>posición del mercado</translation>
    </message>
    <message>
        <source>desk position</source>
        <translation>posición de la mesa</translation>
    </message>
    <message>
        <source>open buys</source>
        <translation>compras abiertas</translation>
    </message>
    <message>
        <source>open sells</source>
        <translation>ventas abiertas</translation>
    </message>
    <message>
        <source>own bid</source>
        <translation>compra propia</translation>
    </message>
    <message>
        <source>own ask</source>
        <translation>venta propia</translation>
    </message>
    <message>
        <source>counts from 0</source>
        <translation>recuentos desde 0</translation>
    </message>
    <message>
        <source>below 0</source>
        <translation>menor que 0</translation>
    </message>
    <message>
        <source>foreign orders</source>
        <translation>órdenes ajenas</translation>
    </message>
    <message>
        <source>all of them known</source>
        <translation>todas conocidas</translation>
    </message>
    <message>
        <source>too many to hold</source>
        <translation>demasiadas para guardarlas</translation>
    </message>
    <message>
        <source>sums</source>
        <translation>sumas</translation>
    </message>
    <message>
        <source>order</source>
        <translation>orden</translation>
    </message>
    <message>
        <source>none unanswered within {ms} ms</source>
        <translation>ninguna sin respuesta en {ms} ms</translation>
    </message>
    <message>
        <source>{count} fills in {ms} ms</source>
        <translation>{count} ejecuciones en {ms} ms</translation>
    </message>
    <message>
        <source>{count} fills</source>
        <translation>{count} ejecuciones</translation>
    </message>
    <message>
        <source>duplicate order</source>
        <translation>orden duplicada</translation>
    </message>
    <message>
        <source>sent {ms} ms ago</source>
        <translation>enviada hace {ms} ms</translation>
    </message>
    <message>
        <source>kill switch</source>
        <translation>interruptor de parada</translation>
    </message>
    <message>
        <source>account may trade</source>
        <translation>la cuenta puede operar</translation>
    </message>
    <message>
        <source>instrument status</source>
        <translation>estado del instrumento</translation>
    </message>
    <message>
        <source>permission</source>
        <translation>permiso</translation>
    </message>
    <message>
        <source>trading</source>
        <translation>en negociación</translation>
    </message>
    <message>
        <source>halted</source>
        <translation>suspendido</translation>
    </message>
    <message>
        <source>auction</source>
        <translation>en subasta</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>status unknown</source>
        <translation>estado desconocido</translation>
    </message>
    <message>
        <source>latched</source>
        <translation>bloqueado</translation>
    </message>
    <message>
        <source>market {bid} / {ask}</source>
        <translation>mercado {bid} / {ask}</translation>
    </message>
    <message>
        <source>{count} unanswered</source>
        <translation>{count} sin respuesta</translation>
    </message>
    <message>
        <source>no own order met</source>
        <translation>no toca una orden propia</translation>
    </message>
    <message>
        <source>own {bid} / {ask}</source>
        <translation>propias {bid} / {ask}</translation>
    </message>
    <message>
        <source>behind the other side</source>
        <translation>por detrás del otro lado</translation>
    </message>
    <message>
        <source>trading, with permission</source>
        <translation>en negociación, con permiso</translation>
    </message>
    <message>
        <source>one probe at a time</source>
        <translation>una prueba a la vez</translation>
    </message>
    <message>
        <source>one waits for its answer</source>
        <translation>una espera su respuesta</translation>
    </message>
    <message>
        <source>reduce the position, {left} left</source>
        <translation>reducir la posición, quedan {left}</translation>
    </message>
    <message>
        <source>circuit breaker</source>
        <translation>cortacircuitos</translation>
    </message>
    <message>
        <source>circuit breaker: {kind}</source>
        <translation>cortacircuitos: {kind}</translation>
    </message>
    <message>
        <source>order latency</source>
        <translation>latencia de órdenes</translation>
    </message>
    <message>
        <source>data latency</source>
        <translation>latencia de datos</translation>
    </message>
    <message>
        <source>spread</source>
        <translation>diferencial</translation>
    </message>
    <message>
        <source>error rate</source>
        <translation>tasa de errores</translation>
    </message>
    <message>
        <source>data stale</source>
        <translation>datos caducados</translation>
    </message>
    <message>
        <source>reconciliation</source>
        <translation>conciliación</translation>
    </message>
    <message>
        <source>unknown orders</source>
        <translation>órdenes de destino incierto</translation>
    </message>
    <message>
        <source>dead man</source>
        <translation>protección ausente</translation>
    </message>
    <message>
        <source>storage</source>
        <translation>almacenamiento</translation>
    </message>
    <message>
        <source>loop lag</source>
        <translation>retraso del bucle</translation>
    </message>
    <message>
        <source>Order latency</source>
        <translation>latencia de órdenes</translation>
    </message>
    <message>
        <source>Data latency</source>
        <translation>latencia de datos</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>diferencial</translation>
    </message>
    <message>
        <source>Volatility</source>
        <translation>volatilidad</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>tasa de errores</translation>
    </message>
    <message>
        <source>Drawdown</source>
        <translation>caída desde el máximo</translation>
    </message>
    <message>
        <source>Data stale</source>
        <translation>datos caducados</translation>
    </message>
    <message>
        <source>Clock skew</source>
        <translation>desfase de reloj</translation>
    </message>
    <message>
        <source>Reconciliation</source>
        <translation>conciliación</translation>
    </message>
    <message>
        <source>Unknown orders</source>
        <translation>órdenes de destino incierto</translation>
    </message>
    <message>
        <source>Dead man</source>
        <translation>protección ausente</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>almacenamiento</translation>
    </message>
    <message>
        <source>Loop lag</source>
        <translation>retraso del bucle</translation>
    </message>
    <message>
        <source>Message rate</source>
        <translation>tasa de mensajes</translation>
    </message>
    <message>
        <source>{kind} breaker</source>
        <translation>Cortacircuitos «{kind}»</translation>
    </message>
    <message>
        <source>{kind} breaker of {scope}</source>
        <translation>Cortacircuitos «{kind}» de {scope}</translation>
    </message>
    <message>
        <source>{breaker} is open.</source>
        <translation>{breaker}: abierto.</translation>
    </message>
    <message>
        <source>{breaker} is forced open already.</source>
        <translation>{breaker}: ya está abierto a mano.</translation>
    </message>
    <message>
        <source>{breaker} is half-open: it closes when probes are answered.</source>
        <translation>{breaker}: semiabierto; se cierra cuando se respondan las órdenes de prueba.</translation>
    </message>
    <message>
        <source>{breaker} is reset with a reason only: say why.</source>
        <translation>{breaker}: solo se rearma con un motivo; diga por qué.</translation>
    </message>
    <message>
        <source>{breaker}: its orders are not proved gone yet. Wait a moment.</source>
        <translation>{breaker}: aún no se ha probado que sus órdenes ya no existan. Espere un momento.</translation>
    </message>
    <message>
        <source>{breaker} is {state}: there is nothing to reset.</source>
        <translation>{breaker}: está {state}; no hay nada que rearmar.</translation>
    </message>
    <message>
        <source>{kind} of {scope} is not watched on this desk.</source>
        <translation>«{kind}» de {scope} no se vigila en esta mesa.</translation>
    </message>
    <message>
        <source>open</source>
        <translation>abierto</translation>
    </message>
    <message>
        <source>half open</source>
        <translation>semiabierto</translation>
    </message>
    <message>
        <source>forced open</source>
        <translation>abierto a mano</translation>
    </message>
    <message>
        <source>reducing</source>
        <translation>solo reducción</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>No threshold is named.</source>
        <translation>No se indica ningún umbral.</translation>
    </message>
    <message>
        <source>More than double or less than half: {changes}. Confirm that it is meant.</source>
        <translation>Más del doble o menos de la mitad: {changes}. Confirme que es lo que quiere.</translation>
    </message>
    <message>
        <source>There is no change of thresholds to take back in this session.</source>
        <translation>En esta sesión no hay ningún cambio de umbrales que deshacer.</translation>
    </message>
    <message>
        <source>no frame for {s} s</source>
        <translation>ningún mensaje durante {s} s</translation>
    </message>
    <message>
        <source>banned by the venue (418)</source>
        <translation>vetado por el mercado (418)</translation>
    </message>
    <message>
        <source>{breaker} opened: quotes are pulled.</source>
        <translation>{breaker}: se abrió; las cotizaciones se retiran.</translation>
    </message>
    <message>
        <source>{breaker} stays open longer.</source>
        <translation>{breaker}: sigue abierto más tiempo.</translation>
    </message>
    <message>
        <source>{breaker} latched: quotes are pulled.</source>
        <translation>{breaker}: quedó bloqueado; las cotizaciones se retiran.</translation>
    </message>
    <message>
        <source>{breaker} was tripped by hand: quotes are pulled.</source>
        <translation>{breaker}: abierto a mano; las cotizaciones se retiran.</translation>
    </message>
    <message>
        <source>was tripped by hand</source>
        <translation>fue abierto a mano</translation>
    </message>
    <message>
        <source>{breaker}: quotes are pulled.</source>
        <translation>{breaker}: las cotizaciones se retiran.</translation>
    </message>
    <message>
        <source>Nothing now: it tries again by itself when it is calm, not before {s} s.</source>
        <translation>Nada por ahora: lo intenta de nuevo por sí solo cuando haya calma, no antes de {s} s.</translation>
    </message>
    <message>
        <source>Look into the cause, then reset it with a reason.</source>
        <translation>Busque la causa y después rearme indicando un motivo.</translation>
    </message>
    <message>
        <source>{value} {unit} reached {limit}</source>
        <translation>{value} {unit} alcanzó {limit}</translation>
    </message>
    <message>
        <source>{value} {unit} reached {limit}.</source>
        <translation>{value} {unit} alcanzó {limit}.</translation>
    </message>
    <message>
        <source>{value} {unit} above {limit}</source>
        <translation>{value} {unit} por encima de {limit}</translation>
    </message>
    <message>
        <source>{value} {unit} is not a measurement</source>
        <translation>{value} {unit} no es una medida</translation>
    </message>
    <message>
        <source>Only orders that reduce the position leave until it recovers.</source>
        <translation>Hasta que se recupere solo salen órdenes que reducen la posición.</translation>
    </message>
    <message>
        <source>{breaker}: reducing only.</source>
        <translation>{breaker}: solo reducción.</translation>
    </message>
    <message>
        <source>Nothing is held yet; it opens at {limit} {unit}.</source>
        <translation>Aún no se retiene nada; se abre a {limit} {unit}.</translation>
    </message>
    <message>
        <source>{breaker} warns.</source>
        <translation>{breaker}: aviso.</translation>
    </message>
    <message>
        <source>{breaker} closed: quoting as before.</source>
        <translation>{breaker}: cerrado; se cotiza como antes.</translation>
    </message>
    <message>
        <source>Probes were answered.</source>
        <translation>Las órdenes de prueba fueron respondidas.</translation>
    </message>
    <message>
        <source>Nothing.</source>
        <translation>Nada.</translation>
    </message>
    <message>
        <source>{count} orders are not proved gone after {s} s</source>
        <translation>{count} órdenes sin prueba de que ya no existan tras {s} s</translation>
    </message>
    <message>
        <source>{breaker}: {count} orders are not proved gone after {s} s.</source>
        <translation>{breaker}: {count} órdenes sin prueba de que ya no existan tras {s} s.</translation>
    </message>
    <message>
        <source>The venue did not confirm the cancels, or did not list its open orders in time.</source>
        <translation>El mercado no confirmó las cancelaciones o no listó a tiempo sus órdenes abiertas.</translation>
    </message>
    <message>
        <source>Cancels are repeated. Look at the venue's own page; then reset the breaker with a reason.</source>
        <translation>Las cancelaciones se repiten. Mire la página del mercado; después rearme el cortacircuitos con un motivo.</translation>
    </message>
    <message>
        <source>a breaker opened: is anything left?</source>
        <translation>se abrió un cortacircuitos: ¿queda algo?</translation>
    </message>
    <message>
        <source>only what reduces the position</source>
        <translation>solo lo que reduce la posición</translation>
    </message>
    <message>
        <source>{kind} is not watched.</source>
        <translation>«{kind}» no se vigila.</translation>
    </message>
    <message>
        <source>{field} is not a field of a breaker: {fields}.</source>
        <translation>{field} no es un campo de un cortacircuitos: {fields}.</translation>
    </message>
    <message>
        <source>{field} must be a finite number, not {value}.</source>
        <translation>{field} debe ser un número finito, no {value}.</translation>
    </message>
    <message>
        <source>{field} must be a whole number, not {value}.</source>
        <translation>{field} debe ser un número entero, no {value}.</translation>
    </message>
    <message>
        <source>all</source>
        <translation>todos</translation>
    </message>
    <message>
        <source>{kind} at {scope}: {field} {value} must be zero or more. Give a plain number.</source>
        <translation>«{kind}» en {scope}: {field} {value} debe ser cero o más. Indique un número normal.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: open_above {value} must be above 0. Give the value above which it opens.</source>
        <translation>«{kind}» en {scope}: open_above {value} debe ser mayor que 0. Indique el valor por encima del cual se abre.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: warn_at {value} is above open_above {limit}. Warn earlier.</source>
        <translation>«{kind}» en {scope}: warn_at {value} está por encima de open_above {limit}. Avise antes.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: reduce_at {value} is above open_above {limit}. Reduce earlier.</source>
        <translation>«{kind}» en {scope}: reduce_at {value} está por encima de open_above {limit}. Reduzca antes.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: reduce_at {value} is below warn_at {limit}. Put it between warn_at and open_above.</source>
        <translation>«{kind}» en {scope}: reduce_at {value} está por debajo de warn_at {limit}. Póngalo entre warn_at y open_above.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: at_once_at {value} is below open_above {limit}. Raise it, or set it to 0 (off).</source>
        <translation>«{kind}» en {scope}: at_once_at {value} está por debajo de open_above {limit}. Súbalo o póngalo a 0 (sin efecto).</translation>
    </message>
    <message>
        <source>{kind} at {scope}: min_samples {value} is more than a window of {s} s can hold, {most}. Ask for fewer samples or look further back.</source>
        <translation>«{kind}» en {scope}: min_samples {value} es más de lo que cabe en una ventana de {s} s, {most}. Pida menos muestras o mire más atrás.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: cooldown_s {value} is longer than cooldown_max_s {most}. Raise the one or lower the other.</source>
        <translation>«{kind}» en {scope}: cooldown_s {value} es más largo que cooldown_max_s {most}. Suba uno o baje el otro.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: latches 0 would let a drawdown end by itself. Leave it at 1: a person looks first.</source>
        <translation>«{kind}» en {scope}: con latches 0 una caída terminaría por sí sola. Déjelo en 1: antes mira una persona.</translation>
    </message>
    <message>
        <source>tripped by hand</source>
        <translation>abierto a mano</translation>
    </message>
    <message>
        <source>cooled down</source>
        <translation>enfriado</translation>
    </message>
    <message>
        <source>Whole desk</source>
        <translation>Toda la mesa</translation>
    </message>
    <message>
        <source>OPEN</source>
        <translation>ABIERTO</translation>
    </message>
    <message>
        <source>LATCHED</source>
        <translation>BLOQUEADO</translation>
    </message>
    <message>
        <source>TRIPPED</source>
        <translation>DISPARADO</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>semiabierto</translation>
    </message>
    <message>
        <source>REDUCING</source>
        <translation>SOLO REDUCE</translation>
    </message>
    <message>
        <source>warns</source>
        <translation>aviso</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>abierto</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>rearmado</translation>
    </message>
    <message>
        <source>warned</source>
        <translation>aviso</translation>
    </message>
    <message>
        <source>calm again</source>
        <translation>de nuevo en calma</translation>
    </message>
    <message>
        <source>open for longer</source>
        <translation>abierto más tiempo</translation>
    </message>
    <message>
        <source>orders proved gone</source>
        <translation>órdenes fuera: probado</translation>
    </message>
    <message>
        <source>orders not proved gone</source>
        <translation>órdenes fuera: sin probar</translation>
    </message>
    <message>
        <source>assets</source>
        <translation>activos</translation>
    </message>
    <message>
        <source>orders</source>
        <translation>órdenes</translation>
    </message>
    <message>
        <source>unprotected</source>
        <translation>sin protección</translation>
    </message>
    <message>
        <source>faults</source>
        <translation>fallos</translation>
    </message>
    <message>
        <source>re-opens in {time}</source>
        <translation>reabre en {time}</translation>
    </message>
    <message>
        <source>waits for calm</source>
        <translation>espera la calma</translation>
    </message>
    <message>
        <source>{percent} % of the size</source>
        <translation>{percent} % del tamaño</translation>
    </message>
    <message>
        <source>{count} of {needed} violations</source>
        <translation>{count} de {needed} faltas</translation>
    </message>
    <message>
        <source>since {time} UTC</source>
        <translation>desde {time} UTC</translation>
    </message>
    <message>
        <source>opened {count} times in this hour; opening {latch} latches</source>
        <translation>aperturas en esta hora: {count}; la número {latch} bloquea</translation>
    </message>
    <message>
        <source>Guards</source>
        <translation>Protecciones</translation>
    </message>
    <message>
        <source>all {count} closed</source>
        <translation>los {count}, cerrados</translation>
    </message>
    <message>
        <source>The reason is stored with the reset</source>
        <translation>El motivo se guarda con el rearme</translation>
    </message>
    <message>
        <source>Reason of the reset</source>
        <translation>Motivo del rearme</translation>
    </message>
    <message>
        <source>Reset  Enter</source>
        <translation>Rearmar  Intro</translation>
    </message>
    <message>
        <source>Back  Esc</source>
        <translation>Volver  Esc</translation>
    </message>
    <message>
        <source>Why reset {kind} · {scope}?</source>
        <translation>¿Por qué rearmar {kind} · {scope}?</translation>
    </message>
    <message>
        <source>Breakers</source>
        <translation>Cortacircuitos</translation>
    </message>
    <message>
        <source>Which breaker of the cell</source>
        <translation>Qué cortacircuitos de la celda</translation>
    </message>
    <message>
        <source>Trip now</source>
        <translation>Disparar ya</translation>
    </message>
    <message>
        <source>Reset…</source>
        <translation>Rearmar…</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Thresholds…</source>
        <translation>Umbrales…</translation>
    </message>
    <message>
        <source>Choose a cell to see why it stands so, to trip or to reset it.</source>
        <translation>Elija una celda para ver por qué está así, abrirla o rearmarla.</translation>
    </message>
    <message>
        <source>Opens this breaker at once, without a question; it stays open until reset</source>
        <translation>Abre este cortacircuitos al instante, sin preguntar; sigue abierto hasta que se rearme</translation>
    </message>
    <message>
        <source>Lets it be proved again with single orders; asks for the reason</source>
        <translation>Deja que se pruebe de nuevo con órdenes sueltas; pide el motivo</translation>
    </message>
    <message>
        <source>The breaker was not tripped</source>
        <translation>El cortacircuitos no se abrió</translation>
    </message>
    <message>
        <source>The breaker was not reset</source>
        <translation>El cortacircuitos no se rearmó</translation>
    </message>
    <message>
        <source>The matrix shows how it stands now.</source>
        <translation>La matriz muestra cómo está ahora.</translation>
    </message>
    <message>
        <source>Show breakers</source>
        <translation>Mostrar cortacircuitos</translation>
    </message>
    <message>
        <source>Breakers open</source>
        <translation>Cortac. abiertos</translation>
    </message>
    <message>
        <source>{count} of {total}</source>
        <translation>{count} de {total}</translation>
    </message>
    <message>
        <source>All closed: none holds an order back</source>
        <translation>Todos cerrados: ninguno retiene órdenes</translation>
    </message>
    <message>
        <source>needs a reset</source>
        <translation>pide rearme</translation>
    </message>
    <message>
        <source>one by one</source>
        <translation>de una en una</translation>
    </message>
    <message>
        <source>Ack latency</source>
        <translation>Lat. confirm.</translation>
    </message>
    <message>
        <source>Data age</source>
        <translation>Edad de datos</translation>
    </message>
    <message>
        <source>P&amp;L drawdown</source>
        <translation>Caída de PyG</translation>
    </message>
    <message>
        <source>breaker</source>
        <translation>cortacircuitos</translation>
    </message>
    <message>
        <source>breakers data/ack</source>
        <translation>cortes datos/conf.</translation>
    </message>
    <message>
        <source>Opens above</source>
        <translation>Se abre por encima de</translation>
    </message>
    <message>
        <source>Opens at once at (0: off)</source>
        <translation>Se abre al instante a (0: no)</translation>
    </message>
    <message>
        <source>Warns at (0: off)</source>
        <translation>Avisa a (0: no)</translation>
    </message>
    <message>
        <source>Reduces only at (0: off)</source>
        <translation>Solo reduce a (0: no)</translation>
    </message>
    <message>
        <source>Opens after silence of (0: off)</source>
        <translation>Se abre tras silencio de (0: no)</translation>
    </message>
    <message>
        <source>Violations in a row (0: at once)</source>
        <translation>Faltas seguidas (0: al instante)</translation>
    </message>
    <message>
        <source>Measured over</source>
        <translation>Medido durante</translation>
    </message>
    <message>
        <source>Least samples</source>
        <translation>Mínimo de muestras</translation>
    </message>
    <message>
        <source>Closes after calm of</source>
        <translation>Se cierra tras una calma de</translation>
    </message>
    <message>
        <source>Cooldown</source>
        <translation>Enfriamiento</translation>
    </message>
    <message>
        <source>Longest cooldown</source>
        <translation>Enfriamiento máximo</translation>
    </message>
    <message>
        <source>Latches each time (1: yes, 0: no)</source>
        <translation>Bloquea cada vez (1: sí, 0: no)</translation>
    </message>
    <message>
        <source>was {value}</source>
        <translation>era {value}</translation>
    </message>
    <message>
        <source>Breaker thresholds</source>
        <translation>Umbrales de los cortacircuitos</translation>
    </message>
    <message>
        <source>Which breaker</source>
        <translation>Qué cortacircuitos</translation>
    </message>
    <message>
        <source>Apply  Ctrl+Enter</source>
        <translation>Aplicar  Ctrl+Intro</translation>
    </message>
    <message>
        <source>Revert  Esc</source>
        <translation>Revertir  Esc</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>Deshacer el último cambio</translation>
    </message>
    <message>
        <source>Apply all the same</source>
        <translation>Aplicar igualmente</translation>
    </message>
    <message>
        <source>Back to the edits</source>
        <translation>Volver a los cambios</translation>
    </message>
    <message>
        <source>Last change: {who}, {time} UTC</source>
        <translation>Último cambio: {who}, {time} UTC</translation>
    </message>
    <message>
        <source>Changed fields: {count}</source>
        <translation>Campos cambiados: {count}</translation>
    </message>
    <message>
        <source>Holds for every breaker of this kind without a threshold of its own.</source>
        <translation>Vale para todo cortacircuitos de este tipo sin umbral propio.</translation>
    </message>
    <message>
        <source>Now: nothing measured yet</source>
        <translation>Ahora: aún no se ha medido nada</translation>
    </message>
    <message>
        <source>Now {now}; with this threshold {limit} {unit}: {outcome}</source>
        <translation>Ahora {now}; con este umbral {limit} {unit}: {outcome}</translation>
    </message>
    <message>
        <source>More than double, or less than half:</source>
        <translation>Más del doble o menos de la mitad:</translation>
    </message>
    <message>
        <source>Sent…</source>
        <translation>Enviado…</translation>
    </message>
    <message>
        <source>Nothing was changed. Correct the field and apply again.</source>
        <translation>No se cambió nada. Corrija el campo y aplique de nuevo.</translation>
    </message>
    <message>
        <source>Not applied</source>
        <translation>No aplicado</translation>
    </message>
    <message>
        <source>see below</source>
        <translation>vea abajo</translation>
    </message>
    <message>
        <source>would open</source>
        <translation>se abriría</translation>
    </message>
    <message>
        <source>would only reduce</source>
        <translation>solo reduciría</translation>
    </message>
    <message>
        <source>would warn</source>
        <translation>avisaría</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>bien</translation>
    </message>
    <message>
        <source>nothing measured yet</source>
        <translation>aún sin medir</translation>
    </message>
    <message>
        <source>From {least} to {most}</source>
        <translation>De {least} a {most}</translation>
    </message>
    <message>
        <source>greatest</source>
        <translation>máximo</translation>
    </message>
    <message>
        <source>least</source>
        <translation>mínimo</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>umbral</translation>
    </message>
    <message>
        <source>nothing was measured in this time</source>
        <translation>en este tiempo no se midió nada</translation>
    </message>
    <message>
        <source>not closed</source>
        <translation>no cerrado</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Suceso</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Umbral</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Canceladas</translation>
    </message>
    <message>
        <source>Proved ms</source>
        <translation>Probado ms</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>by itself</source>
        <translation>por sí solo</translation>
    </message>
    <message>
        <source>How far back</source>
        <translation>Hasta cuándo atrás</translation>
    </message>
    <message>
        <source>Last {hours} h</source>
        <translation>Últimas {hours} h</translation>
    </message>
    <message>
        <source>Last events</source>
        <translation>Últimos sucesos</translation>
    </message>
    <message>
        <source>Nothing happened to it so far.</source>
        <translation>Hasta ahora no le ha pasado nada.</translation>
    </message>
    <message>
        <source>Show limits</source>
        <translation>Mostrar los límites</translation>
    </message>
    <message>
        <source>all markets</source>
        <translation>todos los mercados</translation>
    </message>
    <message>
        <source>Latched until a person releases it: Enter or a double click asks for the reason.</source>
        <translation>Bloqueado hasta que una persona lo libere: Intro o doble clic pide el motivo.</translation>
    </message>
    <message>
        <source>refuses all</source>
        <translation>rechaza todo</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>passes</source>
        <translation>pasa</translation>
    </message>
    <message>
        <source>Order value</source>
        <translation>Valor de orden</translation>
    </message>
    <message>
        <source>Order quantity</source>
        <translation>Cantidad de orden</translation>
    </message>
    <message>
        <source>Price collar</source>
        <translation>Banda de precio</translation>
    </message>
    <message>
        <source>Position, worst case</source>
        <translation>Posición, peor caso</translation>
    </message>
    <message>
        <source>Repeated executions</source>
        <translation>Ejecuc. repetidas</translation>
    </message>
    <message>
        <source>Duplicate order</source>
        <translation>Orden duplicada</translation>
    </message>
    <message>
        <source>Free balance</source>
        <translation>Saldo libre</translation>
    </message>
    <message>
        <source>Daily loss</source>
        <translation>Pérdida del día</translation>
    </message>
    <message>
        <source>Self-match</source>
        <translation>Cruce propio</translation>
    </message>
    <message>
        <source>Post-only</source>
        <translation>Solo maker</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>Instrumento</translation>
    </message>
    <message>
        <source>Data and account</source>
        <translation>Datos y cuenta</translation>
    </message>
    <message>
        <source>Kill switch</source>
        <translation>Parada</translation>
    </message>
    <message>
        <source>Circuit breakers</source>
        <translation>Cortacircuitos</translation>
    </message>
    <message>
        <source>Price times quantity of one order. In use: the largest one open.</source>
        <translation>Precio por cantidad de una orden. En uso: la mayor abierta.</translation>
    </message>
    <message>
        <source>Quantity of one order. In use: the largest one open.</source>
        <translation>Cantidad de una orden. En uso: la mayor abierta.</translation>
    </message>
    <message>
        <source>How far a price may be from the mid of now and of a moment ago. In use: the farthest one open.</source>
        <translation>Cuánto puede alejarse un precio del punto medio de ahora y de hace un momento. En uso: la más lejana abierta.</translation>
    </message>
    <message>
        <source>The position if every open order of the worse side fills, foreign and unknown orders included.</source>
        <translation>La posición si se ejecuta toda orden abierta del peor lado, incluidas las ajenas y las de suerte desconocida.</translation>
    </message>
    <message>
        <source>Orders of ours that may still trade, unknown ones included.</source>
        <translation>Órdenes nuestras que aún pueden ejecutarse, incluidas las de suerte desconocida.</translation>
    </message>
    <message>
        <source>Orders and cancels of the last second. Cancels are counted, never held.</source>
        <translation>Órdenes y cancelaciones del último segundo. Las cancelaciones se cuentan, nunca se retienen.</translation>
    </message>
    <message>
        <source>Fills of one side within its window. At the limit the side is taken off and stays off until a person releases it with a reason. Cancels always pass.</source>
        <translation>Ejecuciones de un lado en su ventana. En el límite se retira ese lado y queda retirado hasta que una persona lo libere con un motivo. Las cancelaciones siempre pasan.</translation>
    </message>
    <message>
        <source>The same side, price and quantity again before the first was answered.</source>
        <translation>El mismo lado, precio y cantidad otra vez antes de que se respondiera la primera.</translation>
    </message>
    <message>
        <source>What the account owns, and how much of it open orders hold.</source>
        <translation>Lo que tiene la cuenta y cuánto retienen las órdenes abiertas.</translation>
    </message>
    <message>
        <source>Lost since 00:00 UTC, fees and open positions included. It stays latched until the next day, or until a person releases it after the loss went back.</source>
        <translation>Perdido desde las 00:00 UTC, con comisiones y posiciones abiertas. Queda bloqueado hasta el día siguiente, o hasta que una persona lo libere cuando la pérdida haya cedido.</translation>
    </message>
    <message>
        <source>How far the profit is below its highest. Latched until a person releases it.</source>
        <translation>Cuánto está el beneficio por debajo de su máximo. Bloqueado hasta que una persona lo libere.</translation>
    </message>
    <message>
        <source>No order of ours meets another one of ours.</source>
        <translation>Ninguna orden nuestra se cruza con otra nuestra.</translation>
    </message>
    <message>
        <source>A post-only order stays behind the other side's best price.</source>
        <translation>Una orden solo maker queda por detrás del mejor precio del otro lado.</translation>
    </message>
    <message>
        <source>The market trades, the account may, and the order fits the venue's grid.</source>
        <translation>El instrumento negocia, la cuenta puede operar y la orden encaja en los pasos del mercado.</translation>
    </message>
    <message>
        <source>Fresh prices, a book to believe, a reconciled account, clocks that agree.</source>
        <translation>Precios frescos, un libro fiable, una cuenta conciliada, relojes que coinciden.</translation>
    </message>
    <message>
        <source>Nothing leaves a desk that is not armed.</source>
        <translation>Nada sale de una mesa que no está armada.</translation>
    </message>
    <message>
        <source>What the circuit breakers of the market allow.</source>
        <translation>Lo que permiten los cortacircuitos del mercado.</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Control</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Usado</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Uso</translation>
    </message>
    <message>
        <source>Headroom</source>
        <translation>Margen</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazos</translation>
    </message>
    <message>
        <source>Last refusal UTC</source>
        <translation>Último rechazo UTC</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>fills</source>
        <translation>ejecuciones</translation>
    </message>
    <message>
        <source>How much of the limit is used now, open orders at their worst included</source>
        <translation>Cuánto del límite se usa ahora, con las órdenes abiertas en su peor caso</translation>
    </message>
    <message>
        <source>Orders this control kept back since the start of the session</source>
        <translation>Órdenes que este control retuvo desde el inicio de la sesión</translation>
    </message>
    <message>
        <source>The limits come with the first second of the session.</source>
        <translation>Los límites llegan con el primer segundo de la sesión.</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Límites</translation>
    </message>
    <message>
        <source>Release the latch…  Enter</source>
        <translation>Liberar el bloqueo…  Intro</translation>
    </message>
    <message>
        <source>No limits are known: the engine is not connected.</source>
        <translation>No se conoce ningún límite: el motor no está conectado.</translation>
    </message>
    <message>
        <source>Release a latched control</source>
        <translation>Liberar un control bloqueado</translation>
    </message>
    <message>
        <source>Why is it safe to go on?</source>
        <translation>¿Por qué es seguro seguir?</translation>
    </message>
    <message>
        <source>Reason of the release</source>
        <translation>Motivo de la liberación</translation>
    </message>
    <message>
        <source>Keep it latched</source>
        <translation>Dejarlo bloqueado</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Liberar</translation>
    </message>
    <message>
        <source>No order of this scope leaves while it is latched. After the release the desk quotes on as before; the reason is kept in the journal.</source>
        <translation>Mientras está bloqueado no sale ninguna orden de este ámbito. Tras liberarlo, la mesa sigue cotizando como antes; el motivo queda en el diario.</translation>
    </message>
    <message>
        <source>Nothing to release: this control is not latched</source>
        <translation>Nada que liberar: este control no está bloqueado</translation>
    </message>
    <message>
        <source>Not released: {why}</source>
        <translation>No liberado: {why}</translation>
    </message>
    <message>
        <source>{count} refusing</source>
        <translation>rechazan {count}</translation>
    </message>
    <message>
        <source>beyond it</source>
        <translation>más allá</translation>
    </message>
    <message>
        <source>nearly full</source>
        <translation>casi lleno</translation>
    </message>
    <message>
        <source>Orders open</source>
        <translation>Órdenes abiertas</translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation>Mensajes por s</translation>
    </message>
    <message>
        <source>Drawdown from the top</source>
        <translation>Caída desde máximo</translation>
    </message>
    <message>
        <source>{control}: {value} against {limit}</source>
        <translation>{control}: {value} frente a {limit}</translation>
    </message>
    <message>
        <source>Everywhere: the default</source>
        <translation>En todas partes: el valor general</translation>
    </message>
    <message>
        <source>{market} only</source>
        <translation>Solo {market}</translation>
    </message>
    <message>
        <source>All of {venue}</source>
        <translation>Todo {venue}</translation>
    </message>
    <message>
        <source>{symbol} on every exchange</source>
        <translation>{symbol} en todas las plataformas</translation>
    </message>
    <message>
        <source>Strategy {name}</source>
        <translation>Estrategia {name}</translation>
    </message>
    <message>
        <source>No breaker would have opened.</source>
        <translation>No se habría abierto ningún cortacircuitos.</translation>
    </message>
    <message>
        <source>Openings</source>
        <translation>Aperturas</translation>
    </message>
    <message>
        <source>to the end</source>
        <translation>hasta el final</translation>
    </message>
    <message>
        <source>upper: as now, lower: with the edits</source>
        <translation>arriba: como ahora; abajo: con los cambios</translation>
    </message>
    <message>
        <source>When breakers would have been open</source>
        <translation>Cuándo habrían estado abiertos los cortacircuitos</translation>
    </message>
    <message>
        <source>Percentiles</source>
        <translation>Percentiles</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>medida</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>choose a breaker in the table</source>
        <translation>elija un cortacircuitos en la tabla</translation>
    </message>
    <message>
        <source>same</source>
        <translation>igual</translation>
    </message>
    <message>
        <source>The edits change nothing of that.</source>
        <translation>Los cambios no alteran nada de eso.</translation>
    </message>
    <message>
        <source>The edits give {time} back.</source>
        <translation>Los cambios devuelven {time}.</translation>
    </message>
    <message>
        <source>{time} measured, {begin} to {end} UTC</source>
        <translation>{time} medidos, de {begin} a {end} UTC</translation>
    </message>
    <message>
        <source>Breaker</source>
        <translation>Cortacircuitos</translation>
    </message>
    <message>
        <source>Halted</source>
        <translation>Parado</translation>
    </message>
    <message>
        <source>Time %</source>
        <translation>Tiempo %</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Más larga</translation>
    </message>
    <message>
        <source>{count} openings</source>
        <translation>{count} aperturas</translation>
    </message>
    <message>
        <source>The edits cost {time} more.</source>
        <translation>Los cambios cuestan {time} más.</translation>
    </message>
    <message>
        <source>inherited</source>
        <translation>heredado</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Campo</translation>
    </message>
    <message>
        <source>Old</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Vale para</translation>
    </message>
    <message>
        <source>{who}, undo</source>
        <translation>{who}, deshecho</translation>
    </message>
    <message>
        <source>Nothing was measured in this time. Choose a longer one, or a recording.</source>
        <translation>En ese tiempo no se midió nada. Elija uno más largo, o una grabación.</translation>
    </message>
    <message>
        <source>Rehearse over</source>
        <translation>Ensayar sobre</translation>
    </message>
    <message>
        <source>Recording…</source>
        <translation>Grabación…</translation>
    </message>
    <message>
        <source>Rehearse  F5</source>
        <translation>Ensayar  F5</translation>
    </message>
    <message>
        <source>Rehearsed breakers</source>
        <translation>Cortacircuitos ensayados</translation>
    </message>
    <message>
        <source>Choose a recording</source>
        <translation>Elegir una grabación</translation>
    </message>
    <message>
        <source>Not rehearsed</source>
        <translation>No se ensayó</translation>
    </message>
    <message>
        <source>Rehearsing…</source>
        <translation>Ensayando…</translation>
    </message>
    <message>
        <source>Taken from its good side: orders gone at once, probes answered; nobody resets what latches.</source>
        <translation>Contado por lo bueno: órdenes fuera al instante, sondas contestadas; nadie libera lo bloqueado.</translation>
    </message>
    <message>
        <source>A recording of Binance tells spread, volatility and age of the data only.</source>
        <translation>Una grabación de Binance solo dice diferencial, volatilidad y antigüedad de los datos.</translation>
    </message>
    <message>
        <source>Recording: {file}</source>
        <translation>Grabación: {file}</translation>
    </message>
    <message>
        <source>Rehearsing… {s} s</source>
        <translation>Ensayando… {s} s</translation>
    </message>
    <message>
        <source>and {count} markets more</source>
        <translation>y {count} mercados más</translation>
    </message>
    <message>
        <source>Not in the rehearsal, the values were measured with what held then: {fields}.</source>
        <translation>No entra en el ensayo, los valores se midieron con lo que valía entonces: {fields}.</translation>
    </message>
    <message>
        <source>Not enough data yet: {time} stored.</source>
        <translation>Aún no hay datos suficientes: {time} guardados.</translation>
    </message>
    <message>
        <source>Of the {asked} asked for only {time} are stored.</source>
        <translation>De las {asked} pedidas solo hay {time} guardadas.</translation>
    </message>
    <message>
        <source>Holds for every breaker of this kind there that has no nearer threshold of its own.</source>
        <translation>Vale para todo cortacircuitos de este tipo que allí no tenga un umbral propio más cercano.</translation>
    </message>
    <message>
        <source>For this breaker alone, or for all of its kind on a wider level</source>
        <translation>Solo para este cortacircuitos, o para todos los de su tipo en un nivel más amplio</translation>
    </message>
    <message>
        <source>settings file</source>
        <translation>archivo de ajustes</translation>
    </message>
    <message>
        <source>Has the last word wherever this strategy quotes.</source>
        <translation>Tiene la última palabra donde cotiza esta estrategia.</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Retirar el cambio</translation>
    </message>
    <message>
        <source>Inherit again</source>
        <translation>Volver a heredar</translation>
    </message>
    <message>
        <source>from: {place}, {by}</source>
        <translation>de: {place}, {by}</translation>
    </message>
    <message>
        <source>set here, {by}</source>
        <translation>fijado aquí, {by}</translation>
    </message>
    <message>
        <source>Earlier changes</source>
        <translation>Cambios anteriores</translation>
    </message>
    <message>
        <source>Put the old values into the fields</source>
        <translation>Poner los valores de antes en los campos</translation>
    </message>
    <message>
        <source>They are rehearsed and applied like any other edit</source>
        <translation>Se ensayan y se aplican como cualquier otro cambio</translation>
    </message>
    <message>
        <source>Nobody changed a threshold so far.</source>
        <translation>Nadie ha cambiado aún ningún umbral.</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>Ensayo</translation>
    </message>
    <message>
        <source>“{field}”</source>
        <translation>«{field}»</translation>
    </message>
    <message>
        <source>a newer rehearsal took its place</source>
        <translation>un ensayo más nuevo ocupó su lugar</translation>
    </message>
    <message>
        <source>the rehearsal took longer than {s} s: ask for fewer hours or a shorter recording</source>
        <translation>el ensayo tardó más de {s} s: pida menos horas o una grabación más corta</translation>
    </message>
    <message>
        <source>the rehearsal needs too much memory: ask for fewer hours or a shorter recording</source>
        <translation>el ensayo necesita demasiada memoria: pida menos horas o una grabación más corta</translation>
    </message>
    <message>
        <source>the rehearsal ended with exit code {code}: {why}</source>
        <translation>el ensayo terminó con el código {code}: {why}</translation>
    </message>
    <message>
        <source>the rehearsal's answer cannot be read: {error}</source>
        <translation>no se puede leer la respuesta del ensayo: {error}</translation>
    </message>
    <message>
        <source>no word</source>
        <translation>sin palabra</translation>
    </message>
    <message>
        <source>{path} does not exist. Check the spelling of the path.</source>
        <translation>{path} no existe. Compruebe cómo está escrita la ruta.</translation>
    </message>
    <message>
        <source>{path} is a folder. Give the recording files in it, one by one.</source>
        <translation>{path} es una carpeta. Elija los archivos de grabación que contiene, uno a uno.</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}. Check its permissions.</source>
        <translation>{path} no se puede leer: {why}. Compruebe sus permisos.</translation>
    </message>
    <message>
        <source>{path} holds no recorded message ({count} lines). Give a recording that has some.</source>
        <translation>{path} no contiene ningún mensaje grabado ({count} líneas). Elija una grabación que los tenga.</translation>
    </message>
    <message>
        <source>{file} is cut off or damaged after line {number} ({why}). Take a fresh copy, or unpack it and keep the whole lines. ({path})</source>
        <translation>{file} está cortado o dañado tras la línea {number} ({why}). Tome una copia nueva, o descomprímalo y conserve las líneas enteras. ({path})</translation>
    </message>
    <message>
        <source>{file}, line {number}: {text} is no known recording format. Known are '&lt;receive ns&gt; &lt;JSON&gt;' and cryptofeed's '&lt;seconds&gt;: &lt;message&gt;', plain or gzipped. ({path})</source>
        <translation>{file}, línea {number}: {text} no es un formato de grabación conocido. Se conocen «&lt;ns de recepción&gt; &lt;JSON&gt;» y el de cryptofeed «&lt;segundos&gt;: &lt;mensaje&gt;», sin comprimir o con gzip. ({path})</translation>
    </message>
    <message>
        <source>{file}, line {number}: this line does not look like the lines before it ({text}). Remove the line or take a fresh copy of the file. ({path})</source>
        <translation>{file}, línea {number}: esta línea no se parece a las anteriores ({text}). Quite la línea o tome una copia nueva del archivo. ({path})</translation>
    </message>
    <message>
        <source>{file}, line {number}: {why}. Remove the line or take a fresh copy of the file. ({path})</source>
        <translation>{file}, línea {number}: {why}. Quite la línea o tome una copia nueva del archivo. ({path})</translation>
    </message>
    <message>
        <source>the price {price} is not above zero</source>
        <translation>el precio {price} no es mayor que cero</translation>
    </message>
    <message>
        <source>the message is broken ({error})</source>
        <translation>el mensaje está roto ({error})</translation>
    </message>
    <message>
        <source>{names}: no best prices (bookTicker) are in it. Take a recording with them</source>
        <translation>{names}: no contiene mejores precios (bookTicker). Tome una grabación que los tenga</translation>
    </message>
    <message>
        <source>{kind} breaker of {scope} is {state}</source>
        <translation>cortacircuitos «{kind}» de {scope}: {state}</translation>
    </message>
    <message>
        <source>global</source>
        <translation>toda la mesa</translation>
    </message>
    <message>
        <source>{kind} at {scope}: {field} {value} is not between {least} and {most}. Keep it within.</source>
        <translation>«{kind}» en {scope}: {field} {value} no está entre {least} y {most}. Manténgalo ahí.</translation>
    </message>
    <message>
        <source>was {value}, not tried</source>
        <translation>era {value}, sin ensayar</translation>
    </message>
    <message>
        <source>Latches at openings/hour (0: never)</source>
        <translation>Bloquea a las aperturas/hora (0: no)</translation>
    </message>
    <message>
        <source>Thresholds changed: {count}.</source>
        <translation>Umbrales cambiados: {count}.</translation>
    </message>
    <message>
        <source>Thresholds as before: {count}.</source>
        <translation>Umbrales como antes: {count}.</translation>
    </message>
    <message>
        <source>Not rehearsed: see above.</source>
        <translation>No se ensayó: vea arriba.</translation>
    </message>
    <message>
        <source>{place} has its own: {fields}.</source>
        <translation>{place} tiene lo suyo: {fields}.</translation>
    </message>
    <message>
        <source>{market}: not quoted {time}, {share} of the time.</source>
        <translation>{market}: sin cotizar {time}, {share} del tiempo.</translation>
    </message>
    <message>
        <source>the rehearsal was stopped</source>
        <translation>el ensayo se detuvo</translation>
    </message>
    <message>
        <source>hatched: latched</source>
        <translation>rayado: bloqueado</translation>
    </message>
    <message>
        <source>gaps: not measured</source>
        <translation>huecos: sin medir</translation>
    </message>
    <message>
        <source>{count} more in the table</source>
        <translation>{count} más en la tabla</translation>
    </message>
    <message>
        <source>Stop  F5</source>
        <translation>Detener  F5</translation>
    </message>
    <message>
        <source>a fire drill needs mmdesk's own simulated exchange: start without a real one</source>
        <translation>un simulacro necesita la plataforma simulada propia de mmdesk: arranque sin una real</translation>
    </message>
    <message>
        <source>a fire drill is under way: wait until it is over</source>
        <translation>hay un simulacro en curso: espere a que termine</translation>
    </message>
    <message>
        <source>none of our orders rests at the venue: wait until both sides are quoted</source>
        <translation>ninguna orden nuestra descansa en la plataforma: espere a que se coticen ambos lados</translation>
    </message>
    <message>
        <source>what the account is worth is not known yet: wait a moment</source>
        <translation>aún no se sabe cuánto vale la cuenta: espere un momento</translation>
    </message>
    <message>
        <source>the desk is {state}: arm it, for a drill pulls quotes</source>
        <translation>la mesa está {state}: ármela, pues un simulacro retira cotizaciones</translation>
    </message>
    <message>
        <source>the desk is {state} now</source>
        <translation>la mesa está ahora {state}</translation>
    </message>
    <message>
        <source>the {kind} breaker is not watched on this desk: nothing would open</source>
        <translation>el cortacircuitos de {kind} no se vigila en esta mesa: nada se abriría</translation>
    </message>
    <message>
        <source>no breaker opened within {s} s</source>
        <translation>ningún cortacircuitos se abrió en {s} s</translation>
    </message>
    <message>
        <source>the proof did not come in time</source>
        <translation>la prueba no llegó a tiempo</translation>
    </message>
    <message>
        <source>another breaker opened first: {kind} of {scope}</source>
        <translation>otro cortacircuitos se abrió antes: {kind} de {scope}</translation>
    </message>
    <message>
        <source>Waiting for the breaker to open…</source>
        <translation>Esperando a que se abra el cortacircuitos…</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latencia</translation>
    </message>
    <message>
        <source>Wide spread</source>
        <translation>Diferencial ancho</translation>
    </message>
    <message>
        <source>Price jump</source>
        <translation>Salto de precio</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errores</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Pérdida</translation>
    </message>
    <message>
        <source>Answers and market data come late until the latency breaker opens.</source>
        <translation>Las respuestas y los datos llegan tarde hasta que se abre el cortacircuitos de latencia.</translation>
    </message>
    <message>
        <source>The others step back from the price until the spread breaker opens.</source>
        <translation>Los demás se apartan del precio hasta que se abre el cortacircuitos de diferencial.</translation>
    </message>
    <message>
        <source>The price jumps beyond the threshold of the volatility breaker.</source>
        <translation>El precio salta más allá del umbral del cortacircuitos de volatilidad.</translation>
    </message>
    <message>
        <source>Orders are answered with errors though they are booked.</source>
        <translation>Las órdenes se contestan con errores aunque se registran.</translation>
    </message>
    <message>
        <source>A fill is charged far too much; the next one gives it back. The drawdown breaker latches: reset it with a reason afterwards, and release the losses under Limits.</source>
        <translation>A una ejecución se le cobra demasiado; la siguiente lo devuelve. El cortacircuitos de caída queda bloqueado: restablézcalo después con un motivo y libere las pérdidas en Límites.</translation>
    </message>
    <message>
        <source>Opened after {time}; waiting for the proof that its orders are gone…</source>
        <translation>Abierto tras {time}; esperando la prueba de que sus órdenes ya no están…</translation>
    </message>
    <message>
        <source>{breaker} opened after {time}; {count} orders cancelled, the last confirmed after {end}.</source>
        <translation>{breaker} se abrió tras {time}; {count} órdenes canceladas, la última confirmada tras {end}.</translation>
    </message>
    <message>
        <source>{breaker} opened after {time}; no order rested then.</source>
        <translation>{breaker} se abrió tras {time}; entonces no descansaba ninguna orden.</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>superado</translation>
    </message>
    <message>
        <source>another breaker</source>
        <translation>otro cortacircuitos</translation>
    </message>
    <message>
        <source>did not open</source>
        <translation>no se abrió</translation>
    </message>
    <message>
        <source>not proved</source>
        <translation>sin prueba</translation>
    </message>
    <message>
        <source>cut short</source>
        <translation>interrumpido</translation>
    </message>
    <message>
        <source>Fire drills</source>
        <translation>Simulacros</translation>
    </message>
    <message>
        <source>Times count from the moment before the cause.</source>
        <translation>Los tiempos cuentan desde el momento anterior a la causa.</translation>
    </message>
    <message>
        <source>No fire drill was made so far.</source>
        <translation>Aún no se hizo ningún simulacro.</translation>
    </message>
    <message>
        <source>The fire drill was not made</source>
        <translation>El simulacro no se hizo</translation>
    </message>
    <message>
        <source>Nothing was caused. Try again when that is settled.</source>
        <translation>No se causó nada. Inténtelo de nuevo cuando eso esté resuelto.</translation>
    </message>
    <message>
        <source>Causes trouble at the simulated exchange and times the breaker that has to open</source>
        <translation>Causa problemas en la plataforma simulada y mide el cortacircuitos que debe abrirse</translation>
    </message>
    <message>
        <source>Fire drill: {kind}</source>
        <translation>Simulacro: {kind}</translation>
    </message>
    <message>
        <source>Needs the simulated exchange, armed and quoting: a drill pulls quotes</source>
        <translation>Necesita la plataforma simulada, armada y cotizando: un simulacro retira cotizaciones</translation>
    </message>
    <message>
        <source>Drills are made at mmdesk's own simulated exchange only</source>
        <translation>Los simulacros solo se hacen en la plataforma simulada propia de mmdesk</translation>
    </message>
    <message>
        <source>Last drills…</source>
        <translation>Últimos simulacros…</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>Simulacro</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Fire drill</source>
        <translation>Simulacro</translation>
    </message>
    <message>
        <source>Its metric over time and its last events (Enter)</source>
        <translation>Su métrica en el tiempo y sus últimos sucesos (Intro)</translation>
    </message>
    <message>
        <source>The last {count} are shown.</source>
        <translation>Se muestran los últimos {count}.</translation>
    </message>
    <message>
        <source>No engine answers: there is nothing to try</source>
        <translation>Ningún motor responde: no hay nada que probar</translation>
    </message>
    <message>
        <source>A fire drill is under way: wait until it is over</source>
        <translation>Hay un simulacro en curso: espere a que termine</translation>
    </message>
    <message>
        <source>{kind} drill on {market}</source>
        <translation>Simulacro «{kind}» en {market}</translation>
    </message>
    <message>
        <source>the {kind} breaker of {scope}</source>
        <translation>el cortacircuitos «{kind}» de {scope}</translation>
    </message>
    <message>
        <source>{breaker} is half-open: wait until it closed</source>
        <translation>{breaker} está semiabierto: espere a que se cierre</translation>
    </message>
    <message>
        <source>{breaker} holds quotes already: wait until it closed, or reset it</source>
        <translation>{breaker} ya retiene las cotizaciones: espere a que se cierre o restablézcalo</translation>
    </message>
    <message>
        <source>the engine ended</source>
        <translation>el motor terminó</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviada</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Confirmada</translation>
    </message>
    <message>
        <source>Proved</source>
        <translation>Probado</translation>
    </message>
    <message>
        <source>When the breaker opened</source>
        <translation>Cuándo se abrió el cortacircuitos</translation>
    </message>
    <message>
        <source>When the last cancel was sent</source>
        <translation>Cuándo se envió la última cancelación</translation>
    </message>
    <message>
        <source>When the last cancel was confirmed</source>
        <translation>Cuándo se confirmó la última cancelación</translation>
    </message>
    <message>
        <source>When the exchange's list showed none of them</source>
        <translation>Cuándo la lista de la plataforma ya no mostró ninguna</translation>
    </message>
    <message>
        <source>{breaker} opened after {time}; not all of {count} cancels were confirmed.</source>
        <translation>{breaker} se abrió tras {time}; no se confirmaron todas las {count} cancelaciones.</translation>
    </message>
    <message>
        <source>Order {order} of an earlier session filled {quantity} that cannot be booked.</source>
        <translation>La orden {order} de una sesión anterior ejecutó {quantity} que no se puede anotar.</translation>
    </message>
    <message>
        <source>The venue counts it, but no longer tells these fills: they are older than what it is asked for.</source>
        <translation>La plataforma lo cuenta, pero ya no informa de esas ejecuciones: son anteriores a lo que se le pregunta.</translation>
    </message>
    <message>
        <source>The position does not hold them: compare it with the venue before arming.</source>
        <translation>La posición no las incluye: compárela con la plataforma antes de armar.</translation>
    </message>
    <message>
        <source>{kind} at {scope}: {field} {value} is above {most} pct, the most there can be, and would never be reached. Set it to {limit} or less.</source>
        <translation>«{kind}» en {scope}: {field} {value} está por encima de {most} pct, lo máximo que puede darse, y nunca se alcanzaría. Póngalo en {limit} o menos.</translation>
    </message>
    <message>
        <source>{venue} lets this account place no orders: quoting there stops.</source>
        <translation>{venue} no deja que esta cuenta ponga órdenes: allí se deja de cotizar.</translation>
    </message>
    <message>
        <source>See on the venue's own page whether the key is valid, may trade and may be used from here. It is tried again ever more rarely, then the error rate breaker waits for your reset.</source>
        <translation>Vea en la página de la plataforma si la clave es válida, puede operar y puede usarse desde aquí. Se reintenta cada vez más espaciado; después, el cortacircuitos de tasa de errores espera a que usted lo restablezca.</translation>
    </message>
    <message>
        <source>the account is barred: {code}</source>
        <translation>la cuenta está vetada: {code}</translation>
    </message>
</context>
</TS>
